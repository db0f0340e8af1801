// What the first page costs somebody with a prepaid data plan.

import assert from 'node:assert/strict';
import { budget } from '../support/budget.mjs';
import { look } from '../support/look.mjs';
import { walk } from '../support/walk.mjs';

const MOST_BYTES = 20 * 1024;
const MOST_REQUESTS = 3;

walk(
  'Somebody opens the sign-in page of each portal for the first time',
  async ({ person, portal: { address } }) => {
    for (const portal of ['multiempleos', 'miportal', 'multiportal']) {
      const { page } = await person('Somebody');
      const solvers = [];
      page.on('request', (request) => request.url().endsWith('/pow.js') && solvers.push(request.url()));

      const { requests, bytes, parts } = await budget(page, `${address}/${portal}/ingreso`);
      const bill = parts.map((part) => `${part.bytes} ${part.url}`).join('\n');
      assert.ok(requests <= MOST_REQUESTS, `${requests} requests:\n${bill}`);
      assert.ok(bytes <= MOST_BYTES, `${bytes} bytes:\n${bill}`);
      assert.deepEqual(solvers, [], 'the solver was loaded before anybody touched the form');

      const solver = page.waitForResponse((response) => response.url().endsWith('/pow.js'));
      await page.getByRole('textbox').first().focus();
      assert.equal((await solver).status(), 200);
      await look(page, `${portal}-sign-in-touched`);
    }
  },
  { scripts: [true] },
);
