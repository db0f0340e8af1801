// An authenticator: the six digits that a key and the clock make every thirty seconds (RFC 6238). A code is good once, so it never
// shows the same one twice but waits for the next.

import { createHmac } from 'node:crypto';

const PERIOD_SECONDS = 30;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export class Authenticator {
  #key;
  #shown = 0;

  // `written` is the key in base 32, in groups or not.
  constructor(written) {
    const bits = [...written.replace(/\s/g, '')].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0')).join('');
    this.#key = Buffer.from(bits.match(/.{8}/g).map((octet) => Number.parseInt(octet, 2)));
  }

  async code() {
    while (this.#now() <= this.#shown) await new Promise((done) => setTimeout(done, 200));
    this.#shown = this.#now();
    return digits(this.#key, this.#shown);
  }

  #now() {
    return Math.floor(Date.now() / 1000 / PERIOD_SECONDS);
  }
}

export function digits(key, period) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(period));
  const mac = createHmac('sha1', key).update(counter).digest();
  const number = mac.readUInt32BE(mac.at(-1) & 15) & 0x7f_ff_ff_ff;
  return String(number % 1_000_000).padStart(6, '0');
}
