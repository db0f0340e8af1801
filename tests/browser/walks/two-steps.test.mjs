// The office's own passkeys.

import assert from 'node:assert/strict';
import { Authenticator } from '../support/authenticator.mjs';
import { look } from '../support/look.mjs';
import { TERESA, teresaInTheOffice } from '../support/office.mjs';
import { passkeyDevice } from '../support/passkeys.mjs';
import { DESKTOP } from '../support/person.mjs';
import { walk } from '../support/walk.mjs';

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
