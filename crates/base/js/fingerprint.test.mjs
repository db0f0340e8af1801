import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { fingerprint } from './fingerprint.js';

test('a fingerprint is the SHA-256 of the bytes, and one changed byte changes it', async () => {
  const bytes = new Uint8Array(1000).map((_, place) => place % 256);
  assert.equal(await fingerprint(bytes), createHash('sha256').update(bytes).digest('hex'));
  const changed = bytes.slice();
  changed[500] ^= 1;
  assert.notEqual(await fingerprint(changed), await fingerprint(bytes));
});
