// Somebody at a browser. Each method says what a person does or perceives, by the words on the screen; what they cannot find
// fails, with what the page says instead.

import assert from 'node:assert/strict';
import { DESKTOP, PHONE, openWindow } from './browser.mjs';

export async function somebody(name, { home, device = PHONE, script = true }) {
  const page = await openWindow({ home, device, script });
  return new Person(name, home, page);
}

export { DESKTOP, PHONE };

class Person {
  constructor(name, home, page) {
    this.name = name;
    this.home = home;
    this.page = page;
  }

  // --- What a person does

  // A path of the site, or the whole address that a message brought.
  async opens(address) {
    await this.page.goto(new URL(address, this.home).href);
  }

  async follows(link) {
    await this.#does(`follow «${link}»`, this.#button('link', link), (element) => element.click());
  }

  async presses(button) {
    await this.#does(`press «${button}»`, this.#button('button', button), (element) => element.click());
  }

  async fills(label, value) {
    await this.#does(`fill in «${label}»`, this.#field(label), (element) => element.fill(value));
  }

  // One of a list or of a group of options.
  async chooses(label, option) {
    const list = this.page.getByRole('combobox', { name: label, exact: true });
    const group = this.page.getByRole('group', { name: label, exact: true });
    const radio = group.getByRole('radio', { name: option, exact: true });
    await this.#does(`choose «${option}» for «${label}»`, list.or(radio), async (element) => {
      if ((await list.count()) > 0) await element.selectOption({ label: option });
      else await element.check();
    });
  }

  async ticks(label) {
    const box = this.page.getByRole('checkbox', { name: label, exact: true });
    await this.#does(`tick «${label}»`, box, (element) => element.check());
  }

  // A key as the keyboard names it: 'Tab', 'Enter', 'Shift+Tab'.
  async strikes(key) {
    await this.page.keyboard.press(key);
  }

  async leaves() {
    await this.page.context().close();
  }

  // --- What a person perceives

  async sees(words) {
    await this.#waits(this.#text(words), 'visible', `${this.name} does not see «${words}»`);
  }

  async doesNotSee(words) {
    await this.#waits(this.#text(words), 'hidden', `${this.name} sees «${words}»`);
  }

  async seesTheField(label) {
    await this.#waits(this.#field(label), 'visible', `${this.name} finds no field «${label}»`);
  }

  async seesTheLink(label) {
    await this.#waits(this.#button('link', label), 'visible', `${this.name} finds no link «${label}»`);
  }

  async seesTheButton(label) {
    await this.#waits(this.#button('button', label), 'visible', `${this.name} finds no button «${label}»`);
  }

  async findsFilledIn(label, value) {
    await this.seesTheField(label);
    assert.equal(await this.#field(label).inputValue(), value, `${this.name} finds something else in «${label}»`);
  }

  // What the page says is wrong with a field, as assistive technology reads it out.
  async isToldAt(label, words) {
    const field = this.page.locator('[aria-invalid=true]').and(this.#field(label));
    await this.#waits(field, 'visible', `${this.name} is not told of anything wrong with «${label}»`);
    const described = await field.evaluate((element) =>
      (element.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? ''),
    );
    const told = oneLine(described.join(' '));
    assert.ok(told.includes(words), `${this.name} is not told «${words}» at «${label}», but «${told}»`);
  }

  async isAt(path) {
    const arrived = this.page.waitForURL((url) => url.pathname === path);
    await arrived.catch(() => assert.fail(`${this.name} is at ${this.page.url()}, not at ${path}`));
  }

  // The name of what has the keyboard's focus.
  async isFocusedOn(words) {
    assert.equal(await focusedName(this.page), words, `${this.name}'s keyboard is elsewhere`);
  }

  // --- How they find it

  #text(words) {
    return this.page.getByText(words).filter({ visible: true }).first();
  }

  #field(label) {
    return this.page.getByLabel(label, { exact: true });
  }

  #button(role, words) {
    return this.page.getByRole(role, { name: words, exact: true });
  }

  async #does(act, element, how) {
    await this.#waits(element, 'visible', `${this.name} cannot ${act}`);
    await how(element);
  }

  async #waits(element, state, complaint) {
    try {
      await element.waitFor({ state });
    } catch (reason) {
      const several = reason.message.includes('strict mode violation') ? ' (there are several)' : '';
      assert.fail(`${complaint}${several}. The page ${this.page.url()} says:\n${await this.#reads()}`);
    }
  }

  async #reads() {
    return oneLine(await this.page.locator('body').innerText());
  }
}

// The words on the element that has the focus, or its label.
export function focusedName(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    return (element.ariaLabel ?? element.labels?.[0]?.innerText ?? element.innerText).split(/\s+/).join(' ').trim();
  });
}

function oneLine(text) {
  return text.split(/\s+/).join(' ').trim();
}
