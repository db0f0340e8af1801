// Who cannot sign in finds somebody to write to: «¿Necesitas ayuda?» and the PQR form (A7); the office answers.

import assert from 'node:assert/strict';
import { look } from '../support/look.mjs';
import { teresaInTheOffice } from '../support/office.mjs';
import { walk } from '../support/walk.mjs';

const EMAIL = 'rosa.quiroga@correo.example';
const PDF = '%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\nstartxref\n9\n%%EOF\n';

/** Chooses files in the one field for them, each with its name and what is in it. */
async function chooses(someone, files) {
  const chosen = Object.entries(files).map(([name, content]) => ({ name, mimeType: '', buffer: Buffer.from(content) }));
  await someone.page.locator('input[type=file]').setInputFiles(chosen);
}

walk('Rosa cannot sign in and files a claim (A7)', async ({ person, inbox }) => {
  const rosa = await person('Rosa');
  await rosa.opens('/miportal/recuperar');
  await rosa.sees('¿Necesitas ayuda?');
  const whatsapp = rosa.page.getByRole('link', { name: /^WhatsApp/ });
  assert.match(await whatsapp.getAttribute('href'), /^https:\/\/wa\.me\/573991230002\?text=/);
  const email = rosa.page.getByRole('link', { name: /^Correo electrónico/ });
  assert.equal(await email.getAttribute('href'), 'mailto:ayuda.miportal@ejemplo.example');
  await rosa.page.getByRole('link', { name: /^PQR/ }).click();

  await rosa.sees('Peticiones, quejas y reclamos');
  await look(rosa.page, 'miportal-pqr');
  await rosa.presses('Enviar');
  await rosa.isToldAt('Nombre completo', 'Escriba');
  await look(rosa.page, 'miportal-pqr-error');
  await rosa.page.getByRole('radio', { name: /^Reclamo Algo/ }).check();
  await rosa.fills('Nombre completo', 'Rosa Quiroga');
  await rosa.fills('Correo electrónico', EMAIL);
  await rosa.fills('Cuéntenos qué pasó o qué necesita', 'El enlace para cambiar la contraseña no me llega desde el lunes.');
  await rosa.presses('Enviar');
  await rosa.sees('Recibimos su solicitud');
  await look(rosa.page, 'miportal-pqr-received');

  const receipt = await inbox.newest(EMAIL);
  const number = receipt.subject.match(/\S+$/)[0];
  await rosa.sees(number);
});

walk('Rosa asks for something, Teresa wants to know more and answers, and Rosa says what she thinks of it', async ({ person, inbox }) => {
  const rosa = await person('Rosa');
  await rosa.opens('/multiempleos/pqr');
  await rosa.page.getByRole('radio', { name: /^Petición/ }).check();
  await rosa.fills('Nombre completo', 'Rosa Quiroga');
  await rosa.fills('Correo electrónico', EMAIL);
  await rosa.fills('Cuéntenos qué pasó o qué necesita', 'Quiero saber cuántos días de vacaciones tengo.');
  await chooses(rosa, { 'Contrato de trabajo.pdf': 'no es un PDF' });
  await rosa.presses('Enviar');
  await rosa.isToldAt('Archivos (opcional)', 'no es una foto JPG o PNG ni un PDF');
  await look(rosa.page, 'multiempleos-pqr-file-error');
  await chooses(rosa, { 'Contrato de trabajo.pdf': PDF, 'otrosí.pdf': PDF });
  await rosa.presses('Enviar');
  await rosa.sees('Recibimos su solicitud');
  const [number, code] = await rosa.page.locator('.summary dd').allInnerTexts();

  const teresa = await teresaInTheOffice(person);
  await teresa.opens('/multiempleos/oficina/pqr');
  await look(teresa.page, 'office-pqr');
  await teresa.follows(number);
  await look(teresa.page, 'office-pqr-case');
  const saved = teresa.page.waitForEvent('download');
  await teresa.page.getByRole('link', { name: /^otrosí\.pdf/ }).click();
  assert.equal((await saved).suggestedFilename(), 'otrosí.pdf');
  await teresa.follows('Pedir información');
  await teresa.presses('Pedir información');
  await look(teresa.page, 'office-pqr-ask-error');
  await teresa.fills('Qué información hace falta', '¿En qué sede trabaja?');
  await teresa.presses('Pedir información');
  await teresa.sees('Esperando información');

  const asked = await inbox.newest(EMAIL, 'Necesitamos más información');
  await rosa.opens(asked.link('/pqr/estado'));
  await rosa.fills('Número de radicado', number);
  await rosa.fills('Código de consulta', code);
  await look(rosa.page, 'multiempleos-pqr-lookup');
  await rosa.presses('Ver en qué va');
  await rosa.fills('La información que le pedimos', 'En Guateque.');
  await chooses(rosa, { 'sede.pdf': PDF });
  await look(rosa.page, 'multiempleos-pqr-own');
  await rosa.presses('Enviar la información');
  await rosa.sees('En trámite');

  await teresa.opens('/multiempleos/oficina/pqr');
  await teresa.follows(number);
  await teresa.follows('Responder');
  await look(teresa.page, 'office-pqr-answer');
  await teresa.fills('Respuesta', 'Señora Quiroga: le quedan doce días.');
  await chooses(teresa, { 'certificado.pdf': PDF });
  await teresa.presses('Responder');
  await teresa.sees('Respondida');
  await inbox.newest(EMAIL, 'Respuesta a su solicitud');

  await rosa.opens('/multiempleos/pqr/estado/caso');
  await rosa.sees('le quedan doce días');
  await rosa.sees('certificado.pdf');
  await rosa.page.getByRole('radio', { name: '5: muy bien' }).check();
  await rosa.presses('Enviar la calificación');
  await rosa.sees('Ya recibimos su calificación');
  await look(rosa.page, 'multiempleos-pqr-answered');
});

walk('Luis asks from his page of personal data for his name to be corrected, and finds the request again', async ({ person }) => {
  const luis = await person('Luis');
  await luis.opens('/multiempleos/ingreso');
  await luis.fills('Usuario', '1900000002');
  await luis.fills('Clave', 'una garza sobre el Sinú');
  await luis.presses('Ingresar');
  await luis.sees('Hola, Luis');
  await luis.opens('/multiempleos/perfil/datos-personales');
  await look(luis.page, 'multiempleos-personal-data-rights');
  await luis.follows('Pedir que corrijan o borren mis datos');
  assert.ok(await luis.page.getByRole('radio', { name: /^Reclamo de datos personales/ }).isChecked());
  await luis.fills('Cuéntenos qué pasó o qué necesita', 'Mi segundo apellido está mal escrito.');
  await chooses(luis, { 'cédula.pdf': PDF });
  await luis.presses('Enviar');
  await luis.sees('Recibimos su solicitud');

  await luis.opens('/multiempleos/pqr/estado');
  await luis.sees('Sus solicitudes');
  await look(luis.page, 'multiempleos-pqr-own-list');
  await luis.page.getByRole('button', { name: /^Abrir/ }).click();
  await luis.sees('Reclamo de datos personales');
  await luis.sees('cédula.pdf');
});
