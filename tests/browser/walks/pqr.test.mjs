// Who cannot sign in finds somebody to write to: «¿Necesitas ayuda?» and the PQR form (A7).

import assert from 'node:assert/strict';
import { look } from '../support/look.mjs';
import { walk } from '../support/walk.mjs';

const EMAIL = 'rosa.quiroga@correo.example';

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
