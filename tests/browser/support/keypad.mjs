// Types a code on the keypad whose digits change places after every press. A digit is found by the name of its key, as a person
// finds it; after each press the page must say how many digits it has taken, and nothing of which.

import assert from 'node:assert/strict';
import { entersOn } from './keyboard.mjs';

const PATIENCE_MILLISECONDS = 10_000;
const PAUSE_MILLISECONDS = 25;

// With a finger or a mouse.
export async function pressesTheCode(person, code) {
  await eachDigit(person, code, (digit) => person.presses(digit));
}

// With the keyboard alone: Tab until the key has the focus, then Enter.
export async function pressesTheCodeByKeyboard(person, code) {
  await eachDigit(person, code, (digit) => entersOn(person, digit));
}

async function eachDigit(person, code, press) {
  for (const [index, digit] of [...code].entries()) {
    await press(digit);
    await taken(person, index + 1, code.length);
  }
}

// Waits until the keypad says so in its live region; after the last digit it may also have gone, being sent by itself.
async function taken(person, count, length) {
  const number = new RegExp(`(^|\\D)${count}(\\D|$)`);
  const said = person.page.getByRole('status').filter({ hasText: number });
  const keys = person.page.getByRole('button', { name: /^\d$/ });
  const begun = performance.now();
  while (performance.now() - begun < PATIENCE_MILLISECONDS) {
    if ((await said.count()) > 0) return;
    if (count === length && (await keys.count()) === 0) return;
    await new Promise((done) => setTimeout(done, PAUSE_MILLISECONDS));
  }
  assert.fail(`${person.name} is not told that ${count} digits were taken`);
}
