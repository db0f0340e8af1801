// The office: the administrator of the demonstration comes in, invites somebody, and both do what their roles allow.

import assert from 'node:assert/strict';
import { Authenticator } from '../support/authenticator.mjs';
import { look } from '../support/look.mjs';
import { codeOnTheStartPage, TERESA } from '../support/office.mjs';
import { DESKTOP } from '../support/person.mjs';
import { walk } from '../support/walk.mjs';

const CARLOS = { name: 'Carlos Peña', email: 'carlos.pena@guadualba.example', password: 'cuatro garzas sobre el agua' };

walk(
  'Teresa invites Carlos, who sets up his second factor and comes in',
  async ({ person, inbox }) => {
    const teresa = await person('Teresa', { device: DESKTOP });
    const code = await codeOnTheStartPage(teresa);
    await teresa.opens('/multiempleos/oficina');
    await teresa.isAt('/multiempleos/oficina/ingreso');
    await look(teresa.page, 'office-signin');
    await teresa.fills('Correo electrónico', TERESA.email);
    await teresa.fills('Contraseña', 'no es esta contraseña');
    await teresa.presses('Continuar');
    await teresa.isToldAt('Correo electrónico', 'no son correctos');
    await teresa.fills('Contraseña', TERESA.password);
    await teresa.presses('Continuar');
    await teresa.sees('Confirme que es usted');
    await look(teresa.page, 'office-factor');
    await teresa.fills('Código', code);
    await teresa.presses('Entrar');
    await teresa.sees('Hola, Teresa Salgado');
    await look(teresa.page, 'office-home');

    await teresa.opens('/multiempleos/oficina/salud');
    await teresa.sees('listo para recibir correos');
    await teresa.sees('No hay ninguna anotada');
    await look(teresa.page, 'office-health');

    await teresa.opens('/multiempleos/oficina/equipo');
    await look(teresa.page, 'office-members');
    await teresa.follows('Invitar a alguien');
    await teresa.sees('Le enviaremos un enlace que sirve tres días');
    await look(teresa.page, 'office-invite');
    await teresa.presses('Enviar la invitación');
    await teresa.sees('Elija por lo menos un rol');
    await look(teresa.page, 'office-invite-error');
    await teresa.fills('Nombre', CARLOS.name);
    await teresa.fills('Correo electrónico', CARLOS.email);
    await teresa.ticks('Soporte a las personas');
    await teresa.presses('Enviar la invitación');
    await teresa.sees('Invitaciones por aceptar');
    await look(teresa.page, 'office-invited');

    const mail = await inbox.newest(CARLOS.email, 'Lo invitaron al equipo de Multiempleos');
    const carlos = await person('Carlos');
    await carlos.opens(mail.link('/oficina/invitacion/'));
    await look(carlos.page, 'office-invitation');
    await carlos.fills('Contraseña nueva', CARLOS.password);
    await carlos.fills('Escriba otra vez la contraseña nueva', CARLOS.password);
    await carlos.presses('Continuar');
    await carlos.sees('Active su segundo factor');
    await look(carlos.page, 'office-enrol');
    const authenticator = new Authenticator(await carlos.page.locator('.secret').innerText());
    await carlos.fills('Código', '000000');
    await carlos.presses('Continuar');
    await carlos.isToldAt('Código', 'no es el que muestra la aplicación');
    await carlos.fills('Código', await authenticator.code());
    await carlos.presses('Continuar');
    await carlos.sees('Guarde estos códigos');
    await look(carlos.page, 'office-saved-codes');
    const saved = await carlos.page.locator('.saved-codes code').allInnerTexts();
    assert.equal(new Set(saved).size, 10);
    await carlos.follows('Ya los guardé');
    await carlos.sees('Hola, Carlos Peña');
    await carlos.opens('/multiempleos/oficina/equipo');
    await carlos.sees('Su rol no permite ver esta página');
    await look(carlos.page, 'office-may-not');
    await carlos.presses('Salir');

    await carlos.opens('/multiempleos/oficina');
    await carlos.fills('Correo electrónico', CARLOS.email);
    await carlos.fills('Contraseña', CARLOS.password);
    await carlos.presses('Continuar');
    await carlos.fills('Código', saved[4].toLowerCase());
    await carlos.presses('Entrar');
    await carlos.sees('Le quedan 9');
    await look(carlos.page, 'office-own');

    await teresa.opens('/multiempleos/oficina/equipo');
    await teresa.follows('Cambiar Carlos Peña');
    await teresa.sees('Roles de esta persona');
    await look(teresa.page, 'office-member');
    await teresa.presses('Suspender');
    await teresa.sees('Suspendido');
    await carlos.opens('/multiempleos/oficina');
    await carlos.isAt('/multiempleos/oficina/ingreso');
  },
  { everyDatabase: true },
);
