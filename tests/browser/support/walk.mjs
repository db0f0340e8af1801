// One walk through the portals, told as a story. It runs on each database, with and without JavaScript, each time in a portal of
// its own where nobody has been before:
//
//   walk('Anita registers with her cédula', async ({ person, inbox }) => {
//     const anita = await person('Anita');
//     await anita.opens('/multiempleos');
//     await anita.follows('Regístrese aquí');
//   });

import { after, test } from 'node:test';
import { closeBrowser } from './browser.mjs';
import { ENGINES, throwAwayDatabase } from './database.mjs';
import { openInbox } from './inbox.mjs';
import { somebody } from './person.mjs';
import { startPortal } from './portal.mjs';

const LONGEST_WALK_MILLISECONDS = 180_000;
const LOG_LINES = 40;

after(closeBrowser);

// The story gets { portal, inbox, person(name, { device, script }), script }. A step that needs JavaScript, or must work without it,
// asks `script`; a whole walk of one kind says `scripts: [true]`.
export function walk(title, story, { scripts = [true, false], program } = {}) {
  for (const engine of ENGINES) {
    for (const script of scripts) {
      const name = `${title} (${engine}, ${script ? 'with' : 'without'} JavaScript)`;
      test(name, { timeout: LONGEST_WALK_MILLISECONDS }, () => walkOnce(story, { engine, script, program }));
    }
  }
}

async function walkOnce(story, { engine, script, program }) {
  const database = await throwAwayDatabase(engine);
  let portal;
  const people = [];
  try {
    portal = await startPortal({ database: database.url, program });
    const person = async (name, { device, script: own = script } = {}) => {
      people.push(await somebody(name, { home: portal.address, device, script: own }));
      return people.at(-1);
    };
    await story({ portal, inbox: openInbox(portal), person, script });
  } catch (reason) {
    const log = portal?.log().trimEnd().split('\n').slice(-LOG_LINES).join('\n');
    if (log) reason.message += `\nThe portal's last words:\n${log}`;
    throw reason;
  } finally {
    for (const person of people) await person.leaves();
    await portal?.stop();
    await database.remove();
  }
}
