// The tools of this folder, tried on a toy portal.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { budget } from './budget.mjs';
import { DESKTOP, closeBrowser, openWindow } from './browser.mjs';
import { Message } from './inbox.mjs';
import { pressesTheCode, pressesTheCodeByKeyboard } from './keypad.mjs';
import { look } from './look.mjs';
import { somebody } from './person.mjs';
import { startPortal } from './portal.mjs';
import { walk } from './walk.mjs';

const program = [process.execPath, fileURLToPath(new URL('toy_portal.mjs', import.meta.url))];
const ADDRESS_OF_ANITA = 'anita@correo.example';

walk(
  'a story is walked from the form to the message',
  async ({ person, inbox }) => {
    const anita = await person('Anita', { device: DESKTOP });
    await anita.opens('/');
    await anita.sees('Ingreso');
    await look(anita.page, 'toy-sign-in');

    await anita.fills('Cédula', '');
    await anita.presses('Continuar');
    await anita.isToldAt('Cédula', 'Escriba su cédula');
    await look(anita.page, 'toy-sign-in-error');

    await anita.fills('Cédula', '52000111');
    await anita.chooses('Tipo', 'Extranjería');
    await anita.chooses('Aviso por', 'Correo');
    await anita.ticks('Acepto');
    await anita.presses('Continuar');
    await anita.isAt('/hola');
    await anita.sees('Le enviamos un mensaje.');
    await anita.doesNotSee('Ingreso');

    const first = await inbox.newest(ADDRESS_OF_ANITA);
    assert.equal(first.code(), '100000');
    assert.match(first.link('/ver/'), /a{32}$/);
    assert.match(first.text, /52000111 CE mail on/);

    await anita.opens('/');
    await anita.findsFilledIn('Cédula', '52');
    await anita.presses('Continuar');
    await anita.isAt('/hola');
    assert.equal((await inbox.newest(ADDRESS_OF_ANITA)).code(), '100001');
    assert.equal((await inbox.all(ADDRESS_OF_ANITA)).length, 2);
  },
  { program },
);

walk(
  'a code is pressed on a keypad whose digits move',
  async ({ person }) => {
    const anita = await person('Anita');
    await anita.opens('/');
    await anita.follows('Usar el teclado');
    await pressesTheCode(anita, '4071');
    await anita.sees('Escribió 4071');
  },
  { program },
);

walk(
  'a code is pressed with the keyboard alone',
  async ({ person }) => {
    const anita = await person('Anita', { device: DESKTOP });
    await anita.opens('/teclado');
    await pressesTheCodeByKeyboard(anita, '9926');
    await anita.sees('Escribió 9926');
  },
  { program },
);

let portal;
before(async () => {
  portal = await startPortal({ program });
});
after(() => portal.stop());
after(closeBrowser);

for (const [path, complaint] of [
  ['/sin-contraste', /color-contrast/],
  ['/pequeno', /target-size/],
  ['/ancho', /scrolls sideways at 320 px: .*width:700px/],
]) {
  for (const script of [true, false]) {
    test(`looking at ${path} finds what is wrong with it, scripts ${script ? 'on' : 'off'}`, async () => {
      const anita = await somebody('Anita', { home: portal.address, script });
      await anita.opens(path);
      await assert.rejects(look(anita.page, 'wrong'), complaint);
      await anita.leaves();
    });
  }
}

test('looking finds scripts that fail and hosts that are not ours', async () => {
  const anita = await somebody('Anita', { home: portal.address });
  await anita.opens('/roto');
  await assert.rejects(look(anita.page, 'wrong'), (complaint) => {
    assert.match(complaint.message, /console: se rompió/);
    assert.match(complaint.message, /script failed: nada is not defined/);
    return true;
  });
  await anita.leaves();

  const bruno = await somebody('Bruno', { home: portal.address });
  await bruno.opens('/ajeno');
  await assert.rejects(look(bruno.page, 'wrong'), /asked another host: http:\/\/127\.0\.0\.2:9\/pixel\.png/);
  await bruno.leaves();
});

test('what a person does not find is said together with what is there', async () => {
  const anita = await somebody('Anita', { home: portal.address });
  anita.page.context().setDefaultTimeout(300);
  await anita.opens('/');
  await assert.rejects(anita.sees('Salir'), /Anita does not see «Salir»\. The page .* says:\nIngreso Cédula/);
  await assert.rejects(anita.doesNotSee('Ingreso'), /Anita sees «Ingreso»/);
  await assert.rejects(anita.presses('Salir'), /Anita cannot press «Salir»/);
  await assert.rejects(anita.fills('Clave', 'x'), /Anita cannot fill in «Clave»/);
  await assert.rejects(anita.isToldAt('Cédula', 'x'), /not told of anything wrong/);
  await assert.rejects(anita.isAt('/hola'), /Anita is at .*, not at \/hola/);
  await anita.leaves();
});

test('a page is weighed as it comes over the line', async () => {
  const page = await openWindow({ home: portal.address });
  const { requests, bytes } = await budget(page, `${portal.address}/`);
  const body = await (await fetch(portal.address)).text();
  assert.equal(requests, 1);
  assert.ok(bytes > Buffer.byteLength(body) && bytes < Buffer.byteLength(body) + 1000, `${bytes} bytes`);
  await page.context().close();
});

test('a portal that does not start says why', async () => {
  await assert.rejects(startPortal({ program: [process.execPath, '-e', 'console.error("no quiero"); process.exit(3)'] }), /no quiero/);
  await assert.rejects(startPortal({ program: ['/no/such/program'] }), /ENOENT/);
});

test('a message with two codes or no link is not guessed at', () => {
  const message = new Message({ to: 'x', text: 'Sus codigos: 123456 y 654321. Tel. 300-123-4567.' });
  assert.throws(() => message.code(), /has 2 codes/);
  assert.throws(() => message.link(), /has 0 links/);
});
