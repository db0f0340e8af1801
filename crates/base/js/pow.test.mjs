// Run with `node --test crates/base/js`. The fixture's challenge was made by the server's code, which also checks that
// the fixture's answer, made here, satisfies it (identity::humancheck::work).
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { solve } from "./pow.js";

const { challenge, answer } = JSON.parse(await readFile(new URL("pow.fixture.json", import.meta.url), "utf8"));
const withParameters = (changes) => ({ ...challenge, parameters: { ...challenge.parameters, ...changes } });

test("a challenge of the server is solved to the answer that the server accepts", async () => {
  assert.equal(await solve(challenge), answer);
});

test("progress rises to at most one and ends at the solution", async () => {
  const progress = [];
  const solved = JSON.parse(atob(await solve(challenge, (part) => progress.push(part))));
  assert.equal(progress.length, solved.solution.counter + 1);
  assert.ok(progress.every((part, index) => part > (progress[index - 1] ?? 0) && part <= 1));
});

test("a page without WebCrypto goes without", async (context) => {
  const real = Object.getOwnPropertyDescriptor(globalThis, "crypto");
  context.after(() => Object.defineProperty(globalThis, "crypto", real));
  for (const crypto of [undefined, {}]) {
    Object.defineProperty(globalThis, "crypto", { value: crypto, configurable: true });
    assert.equal(await solve(challenge), null);
  }
});

test("a challenge without solution ends after its tries", async () => {
  assert.equal(await solve(withParameters({ keyPrefix: "zz", data: { tries: 3 } })), null);
});

test("what is not one of our challenges is left alone", async () => {
  const foreign = [null, undefined, {}, withParameters({ algorithm: "SHA-256" }), withParameters({ keyPrefix: "" })];
  for (const thing of [...foreign, withParameters({ data: undefined })]) {
    assert.equal(await solve(thing), null);
  }
});

test("the page stays alive while it works", async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  await solve(challenge);
  clearInterval(timer);
  assert.ok(turns > 0, "no other task had its turn");
});
