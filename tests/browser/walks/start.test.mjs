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
