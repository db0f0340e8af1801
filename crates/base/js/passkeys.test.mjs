// What goes between the server's JSON and the browser's bytes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { read, written } from "./passkeys.js";

const bytes = (...values) => Uint8Array.from(values);

test("the server's options become bytes where the browser wants bytes, and stay words elsewhere", () => {
  const { publicKey } = read({
    publicKey: {
      challenge: "-_8A",
      rp: { id: "portal.example", name: "Portal" },
      user: { id: "AQI", name: "ana", displayName: "ana" },
      excludeCredentials: [{ type: "public-key", id: "Aw" }],
    },
  });
  assert.deepEqual(publicKey.challenge, bytes(251, 255, 0));
  assert.deepEqual(publicKey.user, { id: bytes(1, 2), name: "ana", displayName: "ana" });
  assert.deepEqual(publicKey.excludeCredentials, [{ type: "public-key", id: bytes(3) }]);
  assert.equal(publicKey.rp.id, "portal.example");
  assert.equal("allowCredentials" in publicKey, false);
});

test("the browser's answer becomes text without what it does not have", () => {
  const response = { clientDataJSON: bytes(123).buffer, signature: bytes(251, 255).buffer, userHandle: null };
  const answer = JSON.parse(written({ id: "Aw", rawId: bytes(3).buffer, type: "public-key", response }));
  assert.deepEqual(answer, {
    id: "Aw",
    rawId: "Aw",
    type: "public-key",
    response: { clientDataJSON: "ew", signature: "-_8" },
    extensions: {},
  });
});
