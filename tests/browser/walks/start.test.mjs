// The demonstration's first page, from which a visitor finds everything else.

import { DESKTOP } from '../support/person.mjs';
import { look } from '../support/look.mjs';
import { walk } from '../support/walk.mjs';

walk('a visitor finds the three portals and the mailbox', async ({ person }) => {
  const visitor = await person('A visitor', { device: DESKTOP });
  await visitor.opens('/');
  await look(visitor.page, 'start');

  for (const portal of ['multiempleos', 'miportal', 'multiportal']) {
    await visitor.opens(`/${portal}/`);
    await look(visitor.page, `${portal}-first-page`);
  }

  await visitor.opens('/buzon');
  await look(visitor.page, 'mailbox-empty');
});

walk('a visitor reads in the mailbox what a portal sent, and goes on from there', async ({ person, inbox }) => {
  const visitor = await person('A visitor', { device: DESKTOP });
  await visitor.opens('/miportal/recuperar');
  await visitor.fills('Correo electrónico', 'sofia.mesa@correo.test');
  await visitor.presses('Enviar correo');
  await visitor.sees('Mire su correo');
  await inbox.newest('sofia.mesa@correo.test');

  await visitor.opens('/multiportal/recuperar');
  await visitor.chooses('Tipo de documento', 'Cédula de ciudadanía');
  await visitor.fills('Número de documento', '1900000012');
  await visitor.fills('Correo electrónico', 'jorge.nino@correo.test');
  await visitor.fills('Número de celular', '3990000012');
  await visitor.presses('Recuperar');
  await visitor.sees('Escriba el código de seguridad');
  await inbox.newest('+573990000012');

  await visitor.follows('Buzón de pruebas');
  await visitor.sees('Mensaje de texto');
  await look(visitor.page, 'mailbox-text-message');
  await visitor.fills('Correo o celular de quien recibe', 'sofia.mesa@correo.test');
  await visitor.presses('Buscar');
  await visitor.sees('Un mensaje');
  await look(visitor.page, 'mailbox-mail');
  await visitor.page.frameLocator('iframe').getByRole('link', { name: 'Escribir una contraseña nueva' }).click();
  await visitor.sees('Confirme su correo electrónico');
});
