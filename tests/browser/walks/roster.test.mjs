// The roster in the office: a file with wrong rows is tried, applied without them, mended, and undone.

import assert from 'node:assert/strict';
import { look } from '../support/look.mjs';
import { teresaInTheOffice } from '../support/office.mjs';
import { walk } from '../support/walk.mjs';

const HEADER = 'tipo documento;numero documento;nombres;apellidos;correo;celular\n';
const GOOD = Array.from({ length: 300 }, (_, n) => `CC;${1900500000 + n};Ana;Peña;persona${n}@correo.test;\n`).join('');
const WRONG = 'CC;1900600001;Eva;Ruiz;eva@correo;\nCC;1,9E+09;Luis;Niño;;\n';

walk(
  'Teresa imports a roster, mends the wrong rows, and undoes it',
  async ({ person }) => {
    const teresa = await teresaInTheOffice(person);
    await teresa.opens('/multiempleos/oficina/planta');
    await look(teresa.page, 'roster-home');
    await teresa.follows('Cargar un archivo');
    await teresa.presses('Cargar');
    await look(teresa.page, 'roster-upload-error');
    await chooses(teresa, HEADER + GOOD + WRONG);
    await look(teresa.page, 'roster-columns');
    await teresa.page.getByLabel('Solo algunas personas').check();
    await teresa.presses('Revisar');
    await teresa.sees('Esto es un ensayo');
    await look(teresa.page, 'roster-checked');
    const [download] = await Promise.all([
      teresa.page.waitForEvent('download'),
      teresa.page.getByRole('link', { name: 'Descargar las filas con problemas' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'filas-con-problemas.csv');
    await teresa.presses('Aplicar la carga');
    await teresa.sees('La carga se aplicó');
    await look(teresa.page, 'roster-applied');
    await teresa.presses('Deshacer esta carga');
    await teresa.sees('La carga se deshizo');
    await teresa.follows('Volver a la planta');
    await look(teresa.page, 'roster-history');
  },
);

/** Sends a file with this content. */
async function chooses(person, text) {
  const file = { name: 'lista.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
  await person.page.getByLabel('Archivo').setInputFiles(file);
  await person.presses('Cargar');
}
