// Solves the proof of work behind «No soy un robot» and the slide: ALTCHA PoW v2, PBKDF2, deterministic mode.
//
// The server picked a secret counter below `data.tries`, derived a key from it and shows the first half of that key.
// We try counters from 0 until our key begins alike; the whole key is the proof. Every derivation runs outside the
// page's thread (WebCrypto does that by itself), so the page stays alive without a worker: `script-src 'self'` is enough.

const HEX = 16;
const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(HEX).padStart(2, "0")).join("");
const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, HEX));

// `challenge`: the object that the server sent. `onProgress`, optional: called with 0..1.
// Gives the text for the form's field, or null where the browser has no WebCrypto (a page without TLS)
// or the challenge is not one of ours: the form then goes without, and the server decides.
export async function solve(challenge, onProgress = () => {}) {
  const subtle = globalThis.crypto?.subtle;
  const { algorithm, cost, data, keyLength, keyPrefix, nonce, salt } = challenge?.parameters ?? {};
  if (!subtle || algorithm !== "PBKDF2/SHA-256" || !keyPrefix || !data?.tries) return null;

  const work = { name: "PBKDF2", hash: "SHA-256", salt: fromHex(salt), iterations: cost };
  const password = new Uint8Array([...fromHex(nonce), 0, 0, 0, 0]); // the nonce, then the counter
  const counterBytes = new DataView(password.buffer, password.length - 4); // big-endian, as DataView writes

  for (let counter = 0; counter < data.tries; counter++) {
    counterBytes.setUint32(0, counter);
    const material = await subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const derivedKey = toHex(new Uint8Array(await subtle.deriveBits(work, material, keyLength * 8)));
    onProgress((counter + 1) / data.tries);
    if (derivedKey.startsWith(keyPrefix)) {
      return btoa(JSON.stringify({ challenge, solution: { counter, derivedKey } }));
    }
  }
  return null;
}
