// The cooperative's portal, from the public page to a new PIN: C1–C11 of the walkthroughs, by the words of its guide.

import assert from 'node:assert/strict';
import { pressesTheCode } from '../support/keypad.mjs';
import { look } from '../support/look.mjs';
import { DESKTOP } from '../support/person.mjs';
import { slidesTheHand } from '../support/slide.mjs';
import { walk } from '../support/walk.mjs';

const CARMEN = {
  cedula: '1900000011',
  email: 'carmen.ortiz@correo.test',
  phone: '399 000 0011',
  username: 'carmen.rosa',
  pin: '8305',
};
const JORGE = {
  cedula: '1900000012',
  email: 'jorge.nino@correo.test',
  phone: '3990000012',
  username: 'jorge.nino',
  pin: '8306',
};
const NEW_PIN = '7093';

const international = ({ phone }) => `+57${phone.replaceAll(' ', '')}`;

walk('Carmen, a member, registers and chooses her username (C1, C11)', async ({ person, inbox }) => {
  const carmen = await person('Carmen');
  await carmen.opens('/multiportal');
  await carmen.sees('Oficina virtual');
  await carmen.seesTheLink('Ingreso');
  await look(carmen.page, 'multiportal-welcome');
  await carmen.follows('Registro');
  await look(carmen.page, 'multiportal-registration');
  await carmen.presses('Continuar');
  await carmen.isToldAt('Número de documento', 'Escriba');
  await look(carmen.page, 'multiportal-registration-error');
  await carmen.chooses('Tipo de documento', 'Cédula de ciudadanía');
  await carmen.fills('Número de documento', CARMEN.cedula);
  await carmen.fills('Correo electrónico', CARMEN.email);
  await carmen.fills('Número de celular', CARMEN.phone);
  await carmen.presses('Continuar');

  await carmen.sees('Escriba el código de seguridad');
  await look(carmen.page, 'multiportal-registration-code');
  await pressesTheCode(carmen, (await inbox.newest(international(CARMEN))).code());

  await carmen.sees('Complete su registro');
  await look(carmen.page, 'multiportal-registration-data');
  await carmen.fills('Usuario', CARMEN.username);
  await carmen.fills('Contraseña', '1975');
  await carmen.fills('Escríbala otra vez', '1975');
  await carmen.presses('Registrarme');
  await carmen.isToldAt('Contraseña', 'fácil de adivinar');
  await look(carmen.page, 'multiportal-registration-data-error');
  await carmen.fills('Contraseña', CARMEN.pin);
  await carmen.fills('Escríbala otra vez', CARMEN.pin);
  await carmen.presses('Registrarme');
  await carmen.sees('Su registro está completo');
  await look(carmen.page, 'multiportal-registration-done');

  await carmen.follows('Ir al ingreso');
  await saysWhoTheyAre(carmen, CARMEN.username);
  await carmen.fills('Contraseña', CARMEN.pin);
  await carmen.presses('Ingresar');
  await carmen.sees('Hola, Carmen');
  await look(carmen.page, 'multiportal-home');
}, { everyDatabase: true });

walk('Jorge signs in on a device that is new to the portal (C2, C7)', async ({ person, inbox }) => {
  const jorge = await person('Jorge', { device: DESKTOP });
  await jorge.opens('/multiportal');
  await jorge.follows('Ingreso');
  await jorge.sees('Portal Transaccional (Personas naturales)');
  await jorge.seesTheLink('¿Olvidaste tu usuario?');
  await look(jorge.page, 'multiportal-sign-in');
  await jorge.fills('Digite el usuario', JORGE.username);
  await jorge.presses('Continuar');
  await jorge.sees('No marcó «No soy un robot»');
  await look(jorge.page, 'multiportal-sign-in-error');
  await saysWhoTheyAre(jorge, JORGE.username);

  await jorge.seesTheLink('¿Olvidaste tu contraseña?');
  await look(jorge.page, 'multiportal-password');
  await jorge.fills('Contraseña', '0000');
  await jorge.presses('Ingresar');
  await jorge.isToldAt('Contraseña', 'El usuario o la contraseña no son correctos');
  await look(jorge.page, 'multiportal-password-wrong');
  await jorge.fills('Contraseña', JORGE.pin);
  await jorge.presses('Ingresar');
  await jorge.sees('Confirme que es usted');
  await look(jorge.page, 'multiportal-new-device-code');
  await pressesTheCode(jorge, (await inbox.newest(international(JORGE))).code());
  await jorge.sees('Hola, Jorge');

  await jorge.presses('Salir');
  await jorge.opens('/multiportal/ingreso');
  await saysWhoTheyAre(jorge, JORGE.username);
  await jorge.fills('Contraseña', JORGE.pin);
  await jorge.presses('Ingresar');
  await jorge.sees('Hola, Jorge');
}, { everyDatabase: true });

walk('Jorge is told his username again (C3–C6)', async ({ person, inbox, script }) => {
  const jorge = await person('Jorge');
  await jorge.opens('/multiportal/ingreso');
  await jorge.follows('¿Olvidaste tu usuario?');
  await jorge.sees('Recuperación de usuario');
  await jorge.seesTheLink('Regresar');
  await look(jorge.page, 'multiportal-username');
  await jorge.fills('Digite el correo electrónico', JORGE.email);
  await jorge.presses('Recuperar');
  await jorge.sees('No deslizó la mano hasta el final');
  await look(jorge.page, 'multiportal-username-error');
  if (script) {
    await slidesTheHand(jorge, 'Deslice la mano hasta el verde');
    await jorge.presses('Recuperar');
  } else {
    await jorge.presses('Deslizar');
  }

  await jorge.sees('Escriba el código de seguridad');
  await look(jorge.page, 'multiportal-username-code');
  const code = (await inbox.newest(international(JORGE))).code();
  await jorge.presses('7');
  await jorge.presses('Borrar último');
  await jorge.sees('0 de 6 dígitos');
  await pressesTheCode(jorge, code);
  await jorge.sees('Enviamos su usuario');
  await look(jorge.page, 'multiportal-username-sent');

  const mail = await inbox.newest(JORGE.email);
  assert.equal(mail.subject, 'Su usuario de Multiportal');
  assert.ok(mail.text.includes(JORGE.username));
  assert.ok((await inbox.newest(international(JORGE))).text.includes(JORGE.username));
}, { everyDatabase: true });

walk('Jorge forgets his PIN and chooses another (C8–C10)', async ({ person, inbox }) => {
  const jorge = await person('Jorge');
  await jorge.opens('/multiportal/ingreso');
  await saysWhoTheyAre(jorge, JORGE.username);
  await jorge.follows('¿Olvidaste tu contraseña?');
  await jorge.sees('Recuperación de contraseña');
  await jorge.seesTheLink('Regresar');
  await look(jorge.page, 'multiportal-recovery');
  await jorge.chooses('Tipo de documento', 'Cédula de ciudadanía');
  await jorge.fills('Número de documento', JORGE.cedula);
  await jorge.fills('Correo electrónico', JORGE.email);
  await jorge.fills('Número de celular', JORGE.phone);
  await jorge.presses('Recuperar');

  await jorge.sees('Escriba el código de seguridad');
  await look(jorge.page, 'multiportal-recovery-code');
  await jorge.presses('Prefiero escribir los números');
  await jorge.seesTheField('Código de seguridad');
  await look(jorge.page, 'multiportal-recovery-code-field');
  await jorge.presses('Prefiero usar el teclado en pantalla');
  await pressesTheCode(jorge, (await inbox.newest(international(JORGE))).code());

  await look(jorge.page, 'multiportal-new-pin');
  await jorge.fills('Contraseña nueva', '1234');
  await jorge.fills('Escríbala otra vez', '1234');
  await jorge.presses('Guardar la contraseña');
  await jorge.isToldAt('Contraseña nueva', 'Ese PIN sigue una secuencia');
  await look(jorge.page, 'multiportal-new-pin-error');
  await jorge.fills('Contraseña nueva', NEW_PIN);
  await jorge.fills('Escríbala otra vez', NEW_PIN);
  await jorge.presses('Guardar la contraseña');
  await jorge.sees('Su contraseña quedó cambiada');
  await look(jorge.page, 'multiportal-recovery-done');

  await jorge.follows('Ir al ingreso');
  await saysWhoTheyAre(jorge, JORGE.username);
  await jorge.fills('Contraseña', NEW_PIN);
  await jorge.presses('Ingresar');
  await jorge.sees('Hola, Jorge');
}, { everyDatabase: true });

async function saysWhoTheyAre(person, username) {
  await person.fills('Digite el usuario', username);
  await person.ticks('No soy un robot');
  await person.presses('Continuar');
  await person.seesTheField('Contraseña');
}
