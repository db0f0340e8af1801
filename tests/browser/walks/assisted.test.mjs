// Assisted recovery: Luis lost his mail and his phone. He asks with pictures of his document, Teresa compares, Carlos approves, and
// whoever reads the contacts on file stops it. The day that must pass is the page tests' to wait for.

import assert from 'node:assert/strict';
import { look } from '../support/look.mjs';
import { joins, teresaInTheOffice } from '../support/office.mjs';
import { picture } from '../support/picture.mjs';
import { walk } from '../support/walk.mjs';

const LUIS = { cedula: '1900000002', email: 'luis.pardo@correo.test', password: 'una garza sobre el Sinú' };
const NEW_EMAIL = 'luis.nuevo@correo.test';
const CARLOS = { name: 'Carlos Peña', email: 'carlos.pena@guadualba.example', password: 'cuatro garzas sobre el agua' };
const FRONT = [226, 232, 240];
const BACK = [240, 230, 214];

walk(
  'Luis lost his mail and phone, two of the staff let him in, and the contacts on file stop it',
  async ({ person, inbox }) => {
    const teresa = await teresaInTheOffice(person);
    const luis = await person('Luis');
    await asks(luis, inbox);

    await teresa.opens('/multiempleos/oficina/recuperaciones');
    await look(teresa.page, 'assisted-office');
    await teresa.follows('Ver Luis Pardo Amaya · ' + (await numberOf(luis)));
    await teresa.sees('Está registrado');
    await seesBothPictures(teresa);
    await look(teresa.page, 'assisted-compare');
    await teresa.presses('Coincide');
    await teresa.isToldAt('Motivo', 'Escriba el motivo');
    await look(teresa.page, 'assisted-compare-error');
    await teresa.fills('Motivo', 'La foto, los nombres y la fecha de expedición');
    await teresa.presses('Coincide');
    await teresa.sees('Otra persona del equipo debe decidirla');
    await look(teresa.page, 'assisted-compared');
    const request = teresa.page.url();

    const carlos = await joins(teresa, person, inbox, CARLOS, 'Soporte a las personas');
    await carlos.opens(request);
    await carlos.sees('Teresa Salgado: La foto, los nombres');
    await carlos.fills('Motivo', 'Igual al documento de la hoja de vida');
    await carlos.presses('Aprobar');
    await carlos.sees('En espera de 24 horas');
    await look(carlos.page, 'assisted-cooling');
    await inbox.newest(NEW_EMAIL, 'faltan 24 horas');

    const owner = await person('The owner of the account');
    await owner.opens('/multiempleos/ingreso');
    await owner.fills('Usuario', LUIS.cedula);
    await owner.fills('Clave', LUIS.password);
    await owner.presses('Ingresar');
    await owner.sees('Alguien pidió entrar a su cuenta');
    await look(owner.page, 'assisted-home');

    const notice = await inbox.newest(LUIS.email, 'Alguien pidió entrar a su cuenta');
    await owner.opens(notice.link('/recuperacion-asistida/detener/'));
    await look(owner.page, 'assisted-stop');
    await owner.presses('No fui yo, detenerlo');
    await owner.sees('Quedó detenido');
    await look(owner.page, 'assisted-stopped');
    await inbox.newest(NEW_EMAIL, 'Su solicitud fue detenida');
    await inbox.newest(CARLOS.email, 'Detuvieron una recuperación asistida');
    await carlos.opens('/multiempleos/oficina/recuperaciones');
    await carlos.sees('Detenida');
    await look(carlos.page, 'assisted-office-ended');
  },
  { everyDatabase: true },
);

async function asks(luis, inbox) {
  await luis.opens('/multiempleos/recuperar');
  await luis.follows('No tengo acceso a mi correo ni a mi celular');
  await look(luis.page, 'assisted-ask');
  await luis.presses('Continuar');
  await luis.isToldAt('Correo que puede leer ahora', 'correo');
  await look(luis.page, 'assisted-ask-error');
  await luis.chooses('Tipo de documento', 'Cédula de ciudadanía');
  await luis.fills('Número de documento', LUIS.cedula);
  await luis.fills('Nombres y apellidos', 'Luis Pardo Amaya');
  await luis.fills('Correo que puede leer ahora', NEW_EMAIL);
  await luis.presses('Continuar');
  await luis.sees('Confirme su correo');
  await look(luis.page, 'assisted-code');
  await luis.fills('Código de seguridad', (await inbox.newest(NEW_EMAIL, 'confirmar este correo')).code());
  await luis.presses('Continuar');
  await luis.sees('Envíe las fotos de su documento');
  await look(luis.page, 'assisted-pictures');
  await luis.presses('Enviar la solicitud');
  await luis.isToldAt('Lado de la foto', 'Lado de la foto: escoja una foto');
  await look(luis.page, 'assisted-pictures-error');
  await choosesPicture(luis, 'Lado de la foto', FRONT);
  await choosesPicture(luis, 'Lado de atrás', BACK);
  await luis.ticks(
    'Autorizo que la organización use estas fotos, que son datos sensibles, solo para comprobar mi identidad en esta solicitud. Se borran apenas se decide.',
  );
  await luis.presses('Enviar la solicitud');
  await luis.sees('El número de su solicitud es');
  await look(luis.page, 'assisted-received');
  await inbox.newest(NEW_EMAIL, 'Recibimos su solicitud');
}

async function choosesPicture(person, label, card) {
  const file = { name: 'IMG_2041.png', mimeType: 'image/png', buffer: picture(card) };
  await person.page.getByLabel(label).setInputFiles(file);
}

async function numberOf(luis) {
  const [number] = (await luis.page.locator('main').innerText()).match(/RA-\w{4}-\w{4}/);
  return number;
}

async function seesBothPictures(person) {
  await person.page.waitForLoadState();
  const widths = await person.page.locator('.pictures img').evaluateAll((images) => images.map((image) => image.naturalWidth));
  assert.deepEqual(widths, [900, 900]);
}
