// Somebody who has a keyboard and nothing else.

import assert from 'node:assert/strict';
import { focusedName } from './person.mjs';

const MOST_TABS = 60;

// Tab until the thing of that name has the focus.
export async function tabsTo(person, words) {
  const passed = [];
  for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
    const name = await focusedName(person.page);
    if (name === words) return;
    passed.push(name);
    await person.strikes('Tab');
  }
  assert.fail(`${person.name} cannot reach «${words}» with the keyboard, only: ${[...new Set(passed)].join(' · ')}`);
}

// Into a field, over what stands there.
export async function types(person, label, text) {
  await tabsTo(person, label);
  await person.strikes('Control+A');
  await person.page.keyboard.type(text);
}

// A link or a button.
export async function entersOn(person, words) {
  await tabsTo(person, words);
  await person.strikes('Enter');
}
