// What Luis is paid: Nora brings the contracts and two months, Omar publishes them, Luis reads what he got and what changed.

import { look } from '../support/look.mjs';
import { joins, teresaInTheOffice } from '../support/office.mjs';
import { walk } from '../support/walk.mjs';

const LUIS = { cedula: '1900000002', email: 'luis.pardo@correo.test', password: 'una garza sobre el Sinú' };
const NORA = { name: 'Nora Vélez', email: 'nora.velez@guadualba.example', password: 'dos yarumos blancos al sol' };
const OMAR = { name: 'Omar Ruiz', email: 'omar.ruiz@guadualba.example', password: 'un barranquero en la ceiba' };

const CONTRACTS =
  'Cédula;Código contrato;Tipo de contrato;Fecha de ingreso;Cargo;Salario\n1900000002;C-2;Indefinido;01/02/2026;Cajero;2.100.000\n';
const HEADER = 'Cédula;Contrato;Desde;Hasta;Fecha pago;Código concepto;Concepto;Tipo;Valor\n';

walk(
  'Nora brings what was paid, Omar publishes it, and Luis reads it',
  async ({ person, inbox }) => {
    const teresa = await teresaInTheOffice(person);
    const nora = await joins(teresa, person, inbox, NORA, 'Nómina');
    const omar = await joins(teresa, person, inbox, OMAR, 'Nómina');
    await nora.opens('/multiempleos/oficina/nomina');
    await look(nora.page, 'payroll-home-empty');
    await nora.follows('Cargar contratos');
    await look(nora.page, 'payroll-upload');
    await nora.presses('Cargar');
    await look(nora.page, 'payroll-upload-error');
    await sends(nora, 'contratos.csv', CONTRACTS);
    await look(nora.page, 'payroll-contract-columns');
    await nora.presses('Revisar');
    await nora.sees('Esto es un ensayo');
    await nora.presses('Publicar');
    await nora.sees('El archivo se publicó');

    await brings(nora, HEADER + month(9, '2.000.000', '80.000'));
    await publishes(omar);
    const stranger = '1900009999;;01/10/2026;31/10/2026;31/10/2026;001;Sueldo;devengado;1.000.000\n';
    await brings(nora, HEADER + month(10, '2.100.000', '84.000') + stranger);
    await nora.sees('Falta la segunda persona');
    await look(nora.page, 'payroll-checked');
    await publishes(omar);
    await look(omar.page, 'payroll-published');
    await omar.opens('/multiempleos/oficina/nomina');
    await look(omar.page, 'payroll-home');

    const luis = await person('Luis');
    const told = await inbox.newest(LUIS.email, 'comprobante');
    await luis.opens(told.link('/comprobantes'));
    await luis.fills('Usuario', LUIS.cedula);
    await luis.fills('Clave', LUIS.password);
    await luis.presses('Ingresar');
    await luis.sees('Comprobante');
    await luis.opens('/multiempleos/comprobantes');
    await luis.doesNotSee('$ 2.016.000');
    await look(luis.page, 'payslips');
    await luis.page.locator('summary').first().click();
    await luis.sees('$ 2.016.000');
    await luis.page.getByRole('link', { name: /^Abrir/ }).first().click();
    await luis.sees('Recibió $ 96.000 más');
    await look(luis.page, 'payslips-detail');
  },
  { everyDatabase: true },
);

/** A month of Luis, a concept a row. */
function month(number, pay, health) {
  const two = String(number).padStart(2, '0');
  const head = `1900000002;C-2;01/${two}/2026;28/${two}/2026;28/${two}/2026`;
  return `${head};001;Sueldo;devengado;${pay}\n${head};200;Salud;deducción;${health}\n`;
}

async function sends(nora, name, text) {
  await nora.page.getByLabel('Archivo').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await nora.presses('Cargar');
}

async function brings(nora, text) {
  await nora.opens('/multiempleos/oficina/nomina');
  await nora.follows('Cargar comprobantes de pago');
  await sends(nora, 'nomina.csv', text);
  await nora.presses('Revisar');
  await nora.sees('Esto es un ensayo');
}

async function publishes(omar) {
  await omar.opens('/multiempleos/oficina/nomina');
  await omar.page.getByRole('link', { name: /^Continuar/ }).click();
  await omar.presses('Publicar');
  await omar.sees('El archivo se publicó');
}
