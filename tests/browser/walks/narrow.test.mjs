// A screen of 1280 × 1024 at 400 % zoom is 320 × 256: nothing scrolls sideways, and nothing that one presses is out of reach.

import assert from 'node:assert/strict';
import { pressesTheCode } from '../support/keypad.mjs';
import { walk } from '../support/walk.mjs';

const ZOOMED = { width: 320, height: 256 };

walk('Jorge finds everything at 400 % zoom', async ({ person, inbox }) => {
  const jorge = await person('Jorge', { device: ZOOMED });
  for (const address of ['/', '/buzon', '/multiempleos/ingreso', '/multiempleos/registro', '/miportal/recuperar', '/miportal/pqr', '/multiportal', '/multiportal/ayuda']) {
    await jorge.opens(address);
    await findsEverything(jorge);
  }
  await jorge.opens('/multiportal/recuperar-usuario');
  await findsEverything(jorge);
  await jorge.opens('/multiportal/ingreso');
  await jorge.presses('Continuar');
  await jorge.sees('Hay un problema');
  await findsEverything(jorge);
  await jorge.fills('Digite el usuario', 'jorge.nino');
  await jorge.ticks('No soy un robot');
  await jorge.presses('Continuar');
  await jorge.fills('Contraseña', '8306');
  await findsEverything(jorge);
  await jorge.presses('Ingresar');
  await jorge.sees('Confirme que es usted');
  await findsEverything(jorge);
  await pressesTheCode(jorge, (await inbox.newest('+573990000012')).code());
  await jorge.sees('Hola, Jorge');
  await findsEverything(jorge);
  await jorge.follows('Perfil');
  await findsEverything(jorge);
});

// Scrolls to each control as the browser does for the focus; its middle must then be free of anything else.
async function findsEverything({ name, page }) {
  const wrong = await page.evaluate(() => {
    const { documentElement } = document;
    const wrong = [];
    if (documentElement.scrollWidth > documentElement.clientWidth) wrong.push('the page scrolls sideways');
    for (const control of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
      if (!control.checkVisibility() || control.disabled || control.classList.contains('skip')) continue;
      control.scrollIntoView({ block: 'center' });
      const [box] = control.getClientRects();
      const within = box.left >= 0 && box.right <= documentElement.clientWidth + 0.5;
      const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      const free = top && (control.contains(top) || top.contains(control) || [...(control.labels ?? [])].some((label) => label.contains(top)));
      if (!within || !free) wrong.push(`${control.outerHTML.slice(0, 120)} is ${within ? 'covered' : 'cut off'}`);
    }
    return wrong;
  });
  assert.deepEqual(wrong, [], `${name} cannot use all of ${page.url()}`);
}
