// The pages that nobody looks for: a wrong address, a form that grew stale, the other language.

import { look } from '../support/look.mjs';
import { walk } from '../support/walk.mjs';

walk('Somebody follows a link that leads nowhere', async ({ person }) => {
  const visitor = await person('A visitor');
  await visitor.opens('/multiempleos/nada');
  await visitor.sees('No encontramos esa página');
  await look(visitor.page, 'not-found');
  await visitor.follows('Volver al comienzo');
  await visitor.isAt('/multiempleos/ingreso');
});

walk('Somebody sends a form that was open too long', async ({ person }) => {
  const visitor = await person('A visitor');
  await visitor.opens('/multiempleos/recuperar');
  await visitor.page.context().clearCookies();
  await visitor.fills('Por favor ingrese su correo electrónico', 'luis.pardo@correo.test');
  await visitor.presses('Enviar');
  await visitor.sees('La página estuvo abierta demasiado tiempo');
  await look(visitor.page, 'stale-form');
});

walk('Somebody reads English', async ({ person }) => {
  const visitor = await person('A visitor');
  for (const portal of ['multiempleos', 'miportal', 'multiportal']) {
    await visitor.opens(`/${portal}/ingreso`);
    await visitor.follows('English');
    await visitor.seesTheLink('Español');
    await look(visitor.page, `${portal}-sign-in-english`);
    await visitor.opens(`/${portal}/ayuda`);
    await visitor.sees('How to register');
    await look(visitor.page, `${portal}-guide-english`);
  }
});
