// The employees' portal, from the payroll list to a new password: M1–M7 of the walkthroughs, by the words of its guide.

import assert from 'node:assert/strict';
import { look } from '../support/look.mjs';
import { DESKTOP } from '../support/person.mjs';
import { walk } from '../support/walk.mjs';

const ANA = { cedula: '1900000001', email: 'ana.rojas@correo.test', password: 'tres canoas bajan despacio' };
const LUIS = { cedula: '1900000002', email: 'luis.pardo@correo.test', password: 'una garza sobre el Sinú' };
const NEW_PASSWORD = 'el páramo guarda agua fría';

walk('Ana registers with her cédula and signs in (M1–M5)', async ({ person, inbox }) => {
  const ana = await person('Ana');
  await ana.opens('/multiempleos');
  await ana.sees('Ingreso al módulo de colaboradores');
  await ana.sees('Hemos aumentado los niveles de seguridad de nuestro portal');
  await ana.seesTheField('Usuario');
  await ana.seesTheField('Clave');
  await ana.seesTheLink('Salir');
  await ana.seesTheLink('¿Olvidó su contraseña?');
  await look(ana.page, 'multiempleos-sign-in');

  await ana.follows('Regístrese aquí');
  await ana.sees('Por favor ingrese su cédula para iniciar el registro');
  await look(ana.page, 'multiempleos-registration');
  await ana.presses('Continuar');
  await ana.isToldAt('Cédula', 'Escriba');
  await look(ana.page, 'multiempleos-registration-error');
  await ana.fills('Cédula', '1.900.000.001');
  await ana.presses('Continuar');

  await ana.sees('Escriba el código de seguridad');
  await look(ana.page, 'multiempleos-registration-code');
  await ana.fills('Código de seguridad', '12');
  await ana.presses('Continuar');
  await ana.isToldAt('Código de seguridad', 'Escriba los 6 dígitos');
  await look(ana.page, 'multiempleos-registration-code-error');
  const code = (await inbox.newest(ANA.email)).code();
  await ana.fills('Código de seguridad', code);
  await ana.presses('Continuar');

  await ana.sees('Cédula validada. Por favor ingrese su correo y contraseña.');
  await look(ana.page, 'multiempleos-registration-data');
  await ana.fills('Correo electrónico', ANA.email);
  await ana.fills('Contraseña', 'guadualba guadualba');
  await ana.fills('Escríbala otra vez', 'otra');
  await ana.presses('Registrarme');
  await ana.isToldAt('Contraseña', 'se basa en el nombre del portal');
  await look(ana.page, 'multiempleos-registration-data-error');
  await ana.fills('Contraseña', ANA.password);
  await ana.fills('Escríbala otra vez', ANA.password);
  await ana.presses('Registrarme');
  await ana.sees('Su registro está completo');
  await look(ana.page, 'multiempleos-registration-done');

  const mail = await inbox.newest(ANA.email);
  assert.equal(mail.subject, 'Confirme su registro en Multiempleos');
  await ana.opens(mail.link('/correo/confirmar/'));
  await ana.sees('Confirme su correo');
  await look(ana.page, 'multiempleos-confirm-email');
  await ana.presses('Confirmar');
  await ana.sees('Su correo quedó confirmado');
  await look(ana.page, 'multiempleos-email-confirmed');

  await ana.follows('Ir al portal');
  await ana.fills('Usuario', ANA.cedula);
  await ana.fills('Clave', ANA.password);
  await ana.presses('Ingresar');
  await ana.sees('Hola, Ana');
  await look(ana.page, 'multiempleos-home');
}, { everyDatabase: true });

walk('Luis forgets his password and sets a new one by the mailed link (M6, M7)', async ({ person, inbox }) => {
  const luis = await person('Luis', { device: DESKTOP });
  await luis.opens('/multiempleos/ingreso');
  await luis.fills('Usuario', LUIS.cedula);
  await luis.fills('Clave', 'no es la que era entonces');
  await luis.presses('Ingresar');
  await luis.sees('El usuario o la contraseña no son correctos');
  await look(luis.page, 'multiempleos-sign-in-wrong');

  await luis.follows('¿Olvidó su contraseña?');
  await luis.sees('Restaurar contraseña');
  await look(luis.page, 'multiempleos-recovery');
  await luis.fills('Por favor ingrese su correo electrónico', LUIS.email);
  await luis.presses('Enviar');
  await luis.sees('Mire también en correo no deseado y spam');
  await look(luis.page, 'multiempleos-recovery-sent');

  const mail = await inbox.newest(LUIS.email);
  assert.equal(mail.subject, 'Restaurar contraseña');
  const link = mail.link('/restaurar/contrasena/');
  const elsewhere = await person('Luis, in another browser');
  await elsewhere.opens(link);
  await elsewhere.sees('Restaurar contraseña');
  await look(elsewhere.page, 'multiempleos-new-password');
  await elsewhere.fills('Contraseña nueva', 'corta');
  await elsewhere.presses('Guardar la contraseña');
  await elsewhere.isToldAt('Contraseña nueva', 'Es muy corta: escriba al menos 15 caracteres.');
  await look(elsewhere.page, 'multiempleos-new-password-error');
  await elsewhere.fills('Contraseña nueva', NEW_PASSWORD);
  await elsewhere.presses('Guardar la contraseña');
  await elsewhere.sees('Su contraseña quedó cambiada');
  await look(elsewhere.page, 'multiempleos-recovery-done');
  await inbox.newest(LUIS.email, 'Su contraseña de Multiempleos cambió');

  await luis.opens(link);
  await luis.sees('Este enlace ya no sirve');
  await look(luis.page, 'multiempleos-dead-link');

  await luis.opens('/multiempleos/ingreso');
  await luis.fills('Usuario', LUIS.cedula);
  await luis.fills('Clave', LUIS.password);
  await luis.presses('Ingresar');
  await luis.sees('El usuario o la contraseña no son correctos');
  await luis.fills('Clave', NEW_PASSWORD);
  await luis.presses('Ingresar');
  await luis.sees('Hola, Luis');
}, { everyDatabase: true });

walk('A stranger to the payroll list sees what an employee sees (M3)', async ({ person, inbox }) => {
  const stranger = await person('A stranger');
  await stranger.opens('/multiempleos/registro');
  await stranger.fills('Cédula', '1900999999');
  await stranger.presses('Continuar');
  await stranger.sees('Escriba el código de seguridad');
  for (let tries = 1; tries <= 5; tries += 1) {
    await stranger.fills('Código de seguridad', '000000');
    await stranger.presses('Continuar');
    if (tries < 5) await stranger.isToldAt('Código de seguridad', 'El código no es correcto o ya venció');
  }
  await stranger.sees('Se acabaron los intentos');
  await look(stranger.page, 'multiempleos-code-spent');
  assert.deepEqual(await inbox.all('ana.rojas@correo.test'), []);
}, { everyDatabase: true });
