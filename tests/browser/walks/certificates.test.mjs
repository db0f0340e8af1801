// A certificate: asked for, downloaded, verified by whoever receives it, and not taken for genuine with a byte changed (A6).

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { look } from '../support/look.mjs';
import { walk } from '../support/walk.mjs';

const LUIS = { cedula: '1900000002', password: 'una garza sobre el Sinú' };
const SOFIA = { email: 'sofia.mesa@correo.test', password: 'Garza-Azul.2-Loros' };

walk('Luis has his employment certified, and the bank verifies it', async ({ person, script }) => {
  const luis = await person('Luis');
  await luis.opens('/multiempleos/ingreso');
  await luis.fills('Usuario', LUIS.cedula);
  await luis.fills('Clave', LUIS.password);
  await luis.presses('Ingresar');
  await luis.sees('Hola, Luis');
  await luis.page.getByRole('link', { name: /^Certificaciones laborales/ }).click();
  await luis.sees('¿Para qué la necesita?');
  await luis.follows('Banco');
  await luis.page.getByLabel(/^Dirigida a/).fill('Banco de la Guadua S.A.');
  await look(luis.page, 'certificates');
  const pdf = await downloaded(luis, () => luis.presses('Descargar'));
  assert.equal(pdf.name, 'certificacion-laboral-2026-000001.pdf'.replace('2026', String(new Date().getFullYear())));
  await luis.opens('/multiempleos/certificaciones');
  await luis.sees('Las que ya descargó');
  await look(luis.page, 'certificates-history');
  const again = await downloaded(luis, () => luis.page.getByRole('link', { name: /^Descargar \d/ }).click());
  assert.deepEqual(again.bytes, pdf.bytes);

  const bank = await person('Berta, at the bank');
  await bank.opens('/multiempleos/verificar');
  await look(bank.page, 'verify');
  await bank.fills('Código de verificación', 'k7qm 2vxd 9rta hw4p');
  await bank.presses('Verificar');
  await bank.isToldAt('Código de verificación', 'Ningún documento');
  await look(bank.page, 'verify-unknown');
  await bank.fills('Código de verificación', codeIn(pdf.bytes));
  await bank.presses('Verificar');
  await bank.sees('Documento auténtico');
  await look(bank.page, 'verified');
  if (!script) {
    await bank.page.getByText('Comparar sin el navegador').click();
    await bank.sees(createHash('sha256').update(pdf.bytes).digest('hex'));
    return;
  }
  await chooses(bank, pdf.bytes);
  await bank.sees('Es exactamente el archivo que se expidió.');
  const changed = Buffer.from(pdf.bytes);
  changed[1000] ^= 1;
  await chooses(bank, changed);
  await bank.sees('No es el archivo que se expidió');
  await look(bank.page, 'verified-changed');
});

walk('Sofía, who worked in three companies, has all of it certified for a new job', async ({ person }) => {
  const sofia = await person('Sofía');
  await sofia.opens('/miportal/ingreso');
  await sofia.fills('Correo electrónico', SOFIA.email);
  await sofia.fills('Contraseña', SOFIA.password);
  await sofia.presses('Ingresar');
  await sofia.sees('Hola, Sofía');
  await sofia.opens('/miportal/certificaciones');
  await sofia.follows('Nuevo empleo');
  await look(sofia.page, 'certificates-several');
  const pdf = await downloaded(sofia, () => sofia.presses('Descargar'));
  assert.equal(pdf.bytes.subarray(0, 5).toString(), '%PDF-');
});

async function downloaded(person, act) {
  const [download] = await Promise.all([person.page.waitForEvent('download'), act()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

// The code as whoever holds the paper reads it.
function codeIn(bytes) {
  const text = execFileSync('pdftotext', ['-q', '-', '-'], { input: bytes, encoding: 'utf8' });
  return text.match(/\b[0-9A-Z]{4}(-[0-9A-Z]{4}){3}\b/)[0];
}

async function chooses(person, bytes) {
  const file = { name: 'certificacion.pdf', mimeType: 'application/pdf', buffer: bytes };
  await person.page.getByLabel('Elija el archivo o arrástrelo hasta aquí').setInputFiles(file);
}
