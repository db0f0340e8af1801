// Two-step verification: set up with an app and a passkey, asked for at sign-in and in a recovery, and the office's own keys.

import assert from 'node:assert/strict';
import { Authenticator } from '../support/authenticator.mjs';
import { look } from '../support/look.mjs';
import { TERESA, teresaInTheOffice } from '../support/office.mjs';
import { passkeyDevice } from '../support/passkeys.mjs';
import { DESKTOP } from '../support/person.mjs';
import { walk } from '../support/walk.mjs';

const LUIS = { cedula: '1900000002', password: 'una garza sobre el Sinú', email: 'luis.pardo@correo.test' };
const NEW_PASSWORD = 'tres mirlas en el alambre';

walk('Luis sets up his app, is asked for it, and recovers his password with a saved code', async ({ person, inbox }) => {
  const luis = await person('Luis');
  await signsIn(luis);
  await luis.sees('Hola, Luis');
  await look(luis.page, 'two-steps-home');
  await luis.follows('Activarla');
  await luis.sees('Sin activar');
  await look(luis.page, 'two-steps-off');
  await luis.follows('Activarla');
  await look(luis.page, 'two-steps-confirm');
  await luis.fills('Contraseña actual', LUIS.password);
  await luis.presses('Confirmar');
  await luis.sees('Active su aplicación de autenticación');
  await look(luis.page, 'two-steps-app');
  const app = new Authenticator(await luis.page.locator('.secret').innerText());
  await luis.fills('Código', await app.code());
  await luis.presses('Activar');
  await luis.sees('Guarde estos códigos');
  const saved = await luis.page.locator('.saved-codes code').allInnerTexts();
  await look(luis.page, 'two-steps-saved-codes');
  await luis.follows('Ya los guardé');
  await luis.sees('Está activa');
  await look(luis.page, 'two-steps-on');
  await inbox.newest(LUIS.email, 'Cambió la verificación en dos pasos');

  const elsewhere = await person('Luis elsewhere', { device: DESKTOP });
  await signsIn(elsewhere);
  await elsewhere.sees('Su cuenta tiene verificación en dos pasos');
  await look(elsewhere.page, 'two-steps-factor');
  await elsewhere.fills('Código', '000000');
  await elsewhere.presses('Continuar');
  await elsewhere.isToldAt('Código', 'no es correcto');
  await elsewhere.fills('Código', await app.code());
  await elsewhere.presses('Continuar');
  await elsewhere.sees('Hola, Luis');

  const lost = await person('Luis without his password');
  await lost.opens('/multiempleos/recuperar');
  await lost.fills('Por favor ingrese su correo electrónico', LUIS.email);
  await lost.presses('Enviar');
  const mail = await inbox.newest(LUIS.email, '/restaurar/contrasena/');
  await lost.opens(mail.link('/restaurar/contrasena/'));
  await lost.fills('Contraseña nueva', NEW_PASSWORD);
  await lost.presses('Guardar la contraseña');
  await lost.sees('Su cuenta tiene verificación en dos pasos');
  await lost.fills('Código', saved[0].toLowerCase());
  await lost.presses('Continuar');
  await lost.sees('Su contraseña quedó cambiada');
});

walk('Luis signs in with a passkey as his second step', async ({ person, script }) => {
  const luis = await person('Luis');
  if (script) await passkeyDevice(luis.page);
  await signsIn(luis);
  await luis.opens('/multiempleos/perfil/dos-pasos/llaves');
  await luis.fills('Contraseña actual', LUIS.password);
  await luis.presses('Confirmar');
  await luis.sees('Agregar una llave de acceso');
  await look(luis.page, 'two-steps-add-passkey');
  if (!script) {
    await luis.sees('se necesita JavaScript');
    return;
  }
  await luis.fills('Nombre de la llave (opcional)', 'Mi celular');
  await luis.presses('Crear la llave de acceso');
  await luis.sees('Guarde estos códigos');
  await luis.follows('Ya los guardé');
  await luis.sees('Mi celular');
  await look(luis.page, 'two-steps-passkeys');
  await luis.page.context().clearCookies();
  await signsIn(luis);
  await luis.sees('Usar una llave de acceso');
  await look(luis.page, 'two-steps-factor-passkey');
  await luis.presses('Usar una llave de acceso');
  await luis.sees('Hola, Luis');
});

walk(
  'Teresa adds a passkey, comes in with it, and ends what is open elsewhere',
  async ({ person }) => {
    const teresa = await teresaInTheOffice(person);
    const device = await passkeyDevice(teresa.page);
    await teresa.opens('/multiempleos/oficina/mi-acceso');
    await look(teresa.page, 'office-own-access');
    await teresa.follows('Agregar una llave de acceso');
    await teresa.fills('Nombre de la llave (opcional)', 'Portátil');
    await teresa.presses('Crear la llave de acceso');
    await teresa.sees('Portátil');
    await look(teresa.page, 'office-own-passkey');

    await teresa.page.context().clearCookies();
    await teresa.opens('/multiempleos/oficina/ingreso');
    await teresa.fills('Correo electrónico', TERESA.email);
    await teresa.fills('Contraseña', TERESA.password);
    await teresa.presses('Continuar');
    await look(teresa.page, 'office-factor-passkey');
    await device.isOwner(false);
    await teresa.presses('Usar una llave de acceso');
    await teresa.sees('No se usó ninguna llave de acceso');
    await device.isOwner(true);
    await teresa.presses('Usar una llave de acceso');
    await teresa.sees('Hola, Teresa Salgado');

    await teresa.opens('/multiempleos/oficina/mi-acceso');
    const open = teresa.page.locator('section[aria-labelledby=sesiones] .card');
    assert.equal(await open.count(), 2);
    await teresa.presses('Cerrar todas las demás');
    await teresa.sees('Este navegador');
    assert.equal(await open.count(), 1);
    await teresa.follows('Cambiar aplicación de autenticación');
    await teresa.sees('Cambie su aplicación de autenticación');
    await look(teresa.page, 'office-change-authenticator');
    const app = new Authenticator(await teresa.page.locator('.secret').innerText());
    await teresa.fills('Código', await app.code());
    await teresa.presses('Guardar');
    await teresa.sees('Guarde estos códigos');
  },
  { scripts: [true] },
);

async function signsIn(luis) {
  await luis.opens('/multiempleos/ingreso');
  await luis.fills('Usuario', LUIS.cedula);
  await luis.fills('Clave', LUIS.password);
  await luis.presses('Ingresar');
}
