// A fourth portal, from its file to people who are helped. Amalia never saw the program: after the first invitation she uses no
// command line. She publishes the policy, imports a roster with twelve bad rows and mends them, with Carlos lets somebody back in
// who lost everything, and answers a PQR.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { closeBrowser } from '../support/browser.mjs';
import { ENGINES, throwAwayDatabase } from '../support/database.mjs';
import { install } from '../support/installation.mjs';
import { look } from '../support/look.mjs';
import { comesIn } from '../support/office.mjs';
import { DESKTOP, somebody } from '../support/person.mjs';
import { picture } from '../support/picture.mjs';

const LONGEST_WALK_MILLISECONDS = 300_000;

const AMALIA = { name: 'Amalia Cuesta', email: 'amalia.cuesta@frayle.example', password: 'siete carretas de caña' };
const CARLOS = { name: 'Carlos Peña', email: 'carlos.pena@frayle.example', password: 'cuatro garzas sobre el agua' };
const LUZ = { cedula: '1900700001', email: 'luz.marina@correo.test', password: 'el guarapo sabe a panela' };
const NEW_EMAIL = 'luz.nueva@correo.test';
const NEW_PASSWORD = 'una mula sube despacio';
const NEEDED = 'Autorizo al Ingenio del Frayle a tratar mis datos para administrar mi cuenta y atenderme';

const HEADER = 'tipo documento;numero documento;nombres;apellidos;correo;celular;fecha de nacimiento\n';
const GOOD = Array.from({ length: 40 }, (_, n) => `CC;${1900800000 + n};Ana;Peña;persona${n}@correo.test;;\n`).join('');
// Each bad row, what is wrong in it as it comes back, and how it is mended.
const BAD = [
  ['CC;1900700001;Luz Marina;Ríos Caicedo;luz.marina@correo;;01/02/1985', '"luz.marina@correo"', '"luz.marina@correo.test"'],
  ['CC;1,9E+09;Hernán;Ortiz;;;', '"1,9E+09"', '"1900700002"'],
  ['CC;1900700003;;Ortiz;;;', '"1900700003";""', '"1900700003";"Nelly"'],
  ['CC;1900700004;Nelly;;;;', '"1900700004";"Nelly";""', '"1900700004";"Nelly";"Orozco"'],
  ['XX;1900700005;José;Mina;;;', '"XX"', '"CC"'],
  ['CC;19007A0006;José;Mina;;;', '"19007A0006"', '"1900700006"'],
  ['CC;1900700007;José;Mina;;;31/02/1990', '"31/02/1990"', '"28/02/1990"'],
  ['CC;1900700008;José;Mina;;12345;', '"12345"', '"3991230008"'],
  ['CC;1900700009;José;Mina;;6024123456;', '"6024123456"', '"3991230009"'],
  ['CC;1900700010;José;Mina;;;01/01/2199', '"01/01/2199"', '"01/01/1999"'],
  ['CC;1900700011;José;Mina;dos@correo.test uno@correo.test;;', '"dos@correo.test uno@correo.test"', '"uno@correo.test"'],
  ['CC;1900700012;JosÃ©;Mina;;;', '"JosÃ©"', '"José"'],
];

after(closeBrowser);

for (const engine of ENGINES) {
  test(`Amalia sets up a fourth portal and runs it (${engine})`, { timeout: LONGEST_WALK_MILLISECONDS }, async () => {
    const database = await throwAwayDatabase(engine);
    const installation = await install({ database: database.url });
    const people = [];
    const person = async (name, device) => {
      people.push(await somebody(name, { home: installation.address, device }));
      return people.at(-1);
    };
    try {
      await story(installation, person);
    } catch (reason) {
      reason.message += `\nThe program's last words:\n${installation.log()}`;
      throw reason;
    } finally {
      for (const one of people) await one.leaves();
      await installation.remove();
      await database.remove();
    }
  });
}

async function story(installation, person) {
  const { inbox } = installation;
  assert.match(await installation.aldaba('check'), /Todo está en orden/);
  const invited = await installation.aldaba('operator', 'invite', '--portal', 'frayle', '--email', AMALIA.email, '--name', AMALIA.name);
  const [invitation] = invited.match(/https:\S+/);
  await installation.start();

  const amalia = await person('Amalia', DESKTOP);
  await comesIn(amalia, invitation, AMALIA);
  await look(amalia.page, 'fourth-office');
  await publishesThePolicy(amalia);
  await importsTheRoster(amalia);
  const carlos = await invitesCarlos(amalia, person, inbox);

  const luz = await person('Luz Marina');
  await registers(luz, inbox);
  await filesAPetition(luz, inbox);
  await answersIt(amalia, inbox);

  const lost = await person('Luz Marina, who lost everything');
  await asksForHelp(lost, inbox);
  await lookAtThePictures(amalia, 'Coincide', 'Igual a la foto de la hoja de vida');
  await lookAtThePictures(carlos, 'Aprobar', 'También me parece la misma persona');
  await inbox.newest(NEW_EMAIL, 'faltan 24 horas');

  await installation.stop();
  await installation.start({ hoursAhead: 25 });
  const open = await inbox.newest(NEW_EMAIL, '/recuperacion-asistida/nueva/');
  await lost.opens(open.link('/recuperacion-asistida/nueva/'));
  await lost.fills('Contraseña nueva', NEW_PASSWORD);
  await look(lost.page, 'fourth-new-password');
  await lost.presses('Guardar la contraseña');
  await lost.sees('Su contraseña quedó cambiada');
  await signsIn(lost, NEW_PASSWORD);
}

async function publishesThePolicy(amalia) {
  await amalia.follows('Datos personales');
  await amalia.follows('Publicar una versión');
  await amalia.fills('Política', 'El Ingenio del Frayle responde por sus datos: datos@frayle.example.');
  await amalia.fills('Autorización necesaria', NEEDED);
  await amalia.presses('Publicar');
  await amalia.sees('Versión 1');
}

async function importsTheRoster(amalia) {
  await amalia.follows('Planta');
  await amalia.follows('Cargar un archivo');
  await sends(amalia, HEADER + GOOD + BAD.map(([row]) => `${row}\n`).join(''));
  await amalia.page.getByLabel('Solo algunas personas').check();
  await amalia.presses('Revisar');
  await amalia.sees('Esto es un ensayo');
  assert.deepEqual(await counts(amalia), { 'Filas del archivo': '52', Nuevas: '40', 'Filas con problemas': '12' });
  await look(amalia.page, 'fourth-roster-checked');
  const coming = amalia.page.waitForEvent('download');
  await amalia.follows('Descargar las filas con problemas');
  let wrong = await readFile(await (await coming).path(), 'utf8');
  await amalia.presses('Aplicar la carga');
  await amalia.sees('La carga se aplicó');

  for (const [row, bad, mended] of BAD) {
    assert.ok(wrong.includes(bad), `«${bad}» of «${row}» is not among the rows that came back:\n${wrong}`);
    wrong = wrong.replace(bad, mended);
  }
  await amalia.follows('Volver a la planta');
  await amalia.follows('Cargar un archivo');
  await sends(amalia, wrong);
  await amalia.page.getByLabel('Solo algunas personas').check();
  await amalia.presses('Revisar');
  await amalia.sees('Esto es un ensayo');
  assert.deepEqual(await counts(amalia), { 'Filas del archivo': '12', Nuevas: '12', 'Filas con problemas': '0' });
  await amalia.presses('Aplicar la carga');
  await amalia.sees('La carga se aplicó');
  await look(amalia.page, 'fourth-roster-mended');
}

async function sends(amalia, text) {
  await amalia.page.getByLabel('Archivo').setInputFiles({ name: 'planta.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await amalia.presses('Cargar');
}

// What the dry run counted, without what it counted none of but for the rows with problems.
async function counts(amalia) {
  const [labels, numbers] = [amalia.page.locator('.summary dt'), amalia.page.locator('.summary dd')];
  const told = (await labels.allInnerTexts()).map((label, place) => [label, place]);
  const all = await numbers.allInnerTexts();
  const wanted = ['Filas del archivo', 'Nuevas', 'Filas con problemas'];
  return Object.fromEntries(told.filter(([label]) => wanted.includes(label)).map(([label, place]) => [label, all[place]]));
}

async function invitesCarlos(amalia, person, inbox) {
  await amalia.follows('Equipo');
  await amalia.follows('Invitar a alguien');
  await amalia.fills('Nombre', CARLOS.name);
  await amalia.fills('Correo electrónico', CARLOS.email);
  await amalia.ticks('Soporte a las personas');
  await amalia.presses('Enviar la invitación');
  const mail = await inbox.newest(CARLOS.email);
  const carlos = await person('Carlos', DESKTOP);
  await comesIn(carlos, mail.link('/oficina/invitacion/'), CARLOS);
  return carlos;
}

async function registers(luz, inbox) {
  await luz.opens('/');
  await luz.follows('Regístrese aquí');
  await luz.fills('Cédula', LUZ.cedula);
  await luz.presses('Continuar');
  await luz.fills('Código de seguridad', (await inbox.newest(LUZ.email)).code());
  await luz.presses('Continuar');
  await luz.fills('Correo electrónico', LUZ.email);
  await luz.fills('Contraseña', LUZ.password);
  await luz.ticks(NEEDED);
  await luz.presses('Registrarme');
  await luz.sees('Su registro está completo');
  await luz.opens((await inbox.newest(LUZ.email)).link('/correo/confirmar/'));
  await luz.presses('Confirmar');
  await signsIn(luz, LUZ.password);
  await look(luz.page, 'fourth-home');
}

async function signsIn(luz, password) {
  await luz.opens('/ingreso');
  await luz.fills('Usuario', LUZ.cedula);
  await luz.fills('Contraseña', password);
  await luz.presses('Ingresar');
  await luz.sees('Hola, Luz Marina');
}

async function filesAPetition(luz, inbox) {
  await luz.opens('/pqr');
  await luz.page.getByRole('radio', { name: /^Petición/ }).check();
  await luz.fills('Cuéntenos qué pasó o qué necesita', 'Quiero saber cuántos días de vacaciones tengo.');
  await luz.presses('Enviar');
  await luz.sees('Recibimos su solicitud');
  await inbox.newest(LUZ.email, 'Recibimos su solicitud');
}

async function answersIt(amalia, inbox) {
  await amalia.follows('PQR');
  await amalia.page.getByRole('link', { name: /^PQR-/ }).click();
  await amalia.follows('Responder');
  await amalia.fills('Respuesta', 'Señora Ríos: le quedan doce días.');
  await amalia.presses('Responder');
  await amalia.sees('Respondida');
  await inbox.newest(LUZ.email, 'le quedan doce días');
}

async function asksForHelp(lost, inbox) {
  await lost.opens('/recuperar');
  await lost.page.getByRole('link', { name: /^No tengo acceso/ }).click();
  await lost.chooses('Tipo de documento', 'Cédula de ciudadanía');
  await lost.fills('Número de documento', LUZ.cedula);
  await lost.fills('Nombres y apellidos', 'Luz Marina Ríos Caicedo');
  await lost.fills('Correo que puede leer ahora', NEW_EMAIL);
  await lost.presses('Continuar');
  await lost.fills('Código de seguridad', (await inbox.newest(NEW_EMAIL)).code());
  await lost.presses('Continuar');
  for (const [label, colour] of [['Lado de la foto', [226, 232, 240]], ['Lado de atrás', [240, 230, 214]]]) {
    const file = { name: 'IMG_2041.png', mimeType: 'image/png', buffer: picture(colour) };
    await lost.page.getByLabel(label).setInputFiles(file);
  }
  await lost.page.getByRole('checkbox', { name: /^Autorizo que la organización use estas fotos/ }).check();
  await lost.presses('Enviar la solicitud');
  await lost.sees('El número de su solicitud es');
}

async function lookAtThePictures(someone, decision, reason) {
  await someone.follows('Recuperaciones');
  await someone.page.getByRole('link', { name: /^Ver Luz Marina/ }).click();
  await someone.fills('Motivo', reason);
  await someone.presses(decision);
}
