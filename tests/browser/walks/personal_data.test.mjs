// What the organisation may do with somebody's data: a policy is published, Luis accepts, refuses, gives and withdraws, and takes a
// copy of all that is held of him. And what the first page of the office counts of all that.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { look } from '../support/look.mjs';
import { teresaInTheOffice } from '../support/office.mjs';
import { DESKTOP } from '../support/person.mjs';
import { walk } from '../support/walk.mjs';

const LUIS = { cedula: '1900000002', email: 'luis.pardo@correo.test' };
const NEW_PASSWORD = 'el páramo guarda agua fría';
const NEEDED = 'Autorizo a Guadualba a tratar mis datos para administrar mi cuenta y atenderme';
const OFFERS = 'Autorizo que me inviten a las actividades de bienestar';

walk('Luis recovers his password, says what may be done with his data, and the office sees how the portal does', async ({ person, inbox }) => {
  const teresa = await teresaInTheOffice(person);
  await teresa.opens('/multiempleos/oficina/datos-personales');
  await teresa.follows('Publicar una versión');
  await teresa.presses('Publicar');
  await teresa.isToldAt('Autorización necesaria', 'Escriba la autorización');
  await look(teresa.page, 'office-new-policy-error');
  await teresa.fills('Política', 'Guadualba responde por sus datos: datos@guadualba.example.\n\nLos usa para su cuenta y para atenderle.');
  await teresa.fills('Autorización necesaria', NEEDED);
  await teresa.fills('Otra finalidad 1 (opcional)', OFFERS);
  await teresa.presses('Publicar');
  await teresa.sees('Versión 1');
  await look(teresa.page, 'office-policies');

  const luis = await person('Luis', { device: DESKTOP });
  await luis.opens('/multiempleos/recuperar');
  await luis.fills('Por favor ingrese su correo electrónico', LUIS.email);
  await luis.presses('Enviar');
  await luis.sees('Mire también en correo no deseado y spam');
  await luis.opens((await inbox.newest(LUIS.email)).link('/restaurar/contrasena/'));
  await luis.fills('Contraseña nueva', NEW_PASSWORD);
  await luis.presses('Guardar la contraseña');
  await luis.sees('Su contraseña quedó cambiada');
  await luis.opens('/multiempleos/ingreso');
  await luis.fills('Usuario', LUIS.cedula);
  await luis.fills('Clave', NEW_PASSWORD);
  await luis.presses('Ingresar');
  await luis.sees('Hola, Luis');
  await luis.opens('/multiempleos/perfil/datos-personales');
  await luis.sees('Hay una política por revisar');
  await luis.presses('Guardar lo que autorizo');
  await look(luis.page, 'personal-data-error');
  await luis.ticks(NEEDED);
  await luis.presses('Guardar lo que autorizo');
  await luis.sees('Lo que puede autorizar');
  await look(luis.page, 'personal-data-open');
  await luis.presses(`Autorizar ${OFFERS}`);
  await luis.presses(`Retirar ${OFFERS}`);
  await luis.sees('retirada el');
  await look(luis.page, 'personal-data-withdrawn');

  await luis.follows('Ver y descargar mis datos');
  await luis.sees('Confirme que es usted');
  await look(luis.page, 'data-copy-confirm');
  await luis.fills('Contraseña actual', NEW_PASSWORD);
  await luis.presses('Confirmar');
  await luis.sees('Copia de sus datos');
  await look(luis.page, 'data-copy');
  for (const section of await luis.page.locator('main summary').all()) await section.click();
  await look(luis.page, 'data-copy-open');
  const begun = luis.page.waitForEvent('download');
  await luis.follows('Descargar en un archivo');
  const download = await begun;
  assert.equal(download.suggestedFilename(), 'mis-datos.json');
  const { sections } = JSON.parse(await readFile(await download.path(), 'utf8'));
  assert.equal(sections.account.rows[0].email, LUIS.email);

  await teresa.opens('/multiempleos/oficina');
  await teresa.sees('Recuperaciones de contraseña en 14 días');
  await teresa.sees('Tiempo para volver a entrar');
  await look(teresa.page, 'office-numbers');
});
