// What a person received, by mail or by text message, as the demo's mailbox tells it: GET /buzon.json?to=ADDRESS gives
// [{ number, way: "mail" | "text-message", from, to: […], subject, text, html }], newest first.

import assert from 'node:assert/strict';

const PATIENCE_MILLISECONDS = 20_000;
const PAUSE_MILLISECONDS = 50;

export function openInbox(portal) {
  return new Inbox(async (to) => {
    const answer = await fetch(new URL(`/buzon.json?to=${encodeURIComponent(to)}`, portal.address));
    assert.equal(answer.status, 200, 'the mailbox does not answer');
    return answer.json();
  });
}

export class Inbox {
  #read = new Set();

  // `all` gives everything that somebody received so far, read or not, newest first.
  constructor(all) {
    this.all = all;
  }

  // Waits for a message to somebody that was not read yet, and reads the newest: of all, or of those with certain words. What
  // came before it counts as read.
  async newest(to, words = '') {
    const begun = performance.now();
    while (performance.now() - begun < PATIENCE_MILLISECONDS) {
      const unread = (await this.all(to)).filter(({ number }) => !this.#read.has(number));
      const found = unread.find(({ subject, text }) => `${subject} ${text}`.includes(words));
      if (found) {
        unread.filter(({ number }) => number <= found.number).forEach(({ number }) => this.#read.add(number));
        return new Message(found);
      }
      await new Promise((done) => setTimeout(done, PAUSE_MILLISECONDS));
    }
    assert.fail(`no new message to ${to} ${words && `with «${words}» `}came in ${PATIENCE_MILLISECONDS / 1000} s`);
  }
}

export class Message {
  constructor({ way, from, to, subject, text, html }) {
    Object.assign(this, { way, from, to, subject, text, html });
  }

  // The one link in it, or the one that contains a word.
  link(containing = '') {
    const links = this.text.match(/https?:\/\/[^\s<>"]+/g) ?? [];
    return this.#only('link', links.filter((link) => link.includes(containing)));
  }

  // The one code in it: six digits that stand alone.
  code() {
    return this.#only('code', this.text.match(/(?<![\w/.-])\d{6}(?![\w/-])/g) ?? []);
  }

  #only(what, found) {
    const different = [...new Set(found)];
    assert.equal(different.length, 1, `the message to ${this.to} has ${different.length} ${what}s:\n${this.text}`);
    return different[0];
  }
}
