// Passkeys: opens the browser's own dialogue and puts its answer into the form. The sentences stand in `data-` attributes.

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// WebAuthn's JSON has its bytes in base64url.
const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

const listed = (credentials) => credentials?.map((credential) => ({ ...credential, id: toBytes(credential.id) }));

/** The server's options as the browser takes them. */
export function read({ publicKey }) {
  const options = { ...publicKey, challenge: toBytes(publicKey.challenge) };
  if (publicKey.user) options.user = { ...publicKey.user, id: toBytes(publicKey.user.id) };
  if (publicKey.allowCredentials) options.allowCredentials = listed(publicKey.allowCredentials);
  if (publicKey.excludeCredentials) options.excludeCredentials = listed(publicKey.excludeCredentials);
  return { publicKey: options };
}

/** The browser's answer as the server takes it. */
export function written({ id, rawId, type, response }) {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const present = parts.filter((part) => response[part]);
  return JSON.stringify({
    id,
    rawId: toText(rawId),
    type,
    response: Object.fromEntries(present.map((part) => [part, toText(response[part])])),
    extensions: {},
  });
}

/** Makes the part of a form that asks for a passkey work. */
export function enliven(part) {
  const button = part.querySelector("[data-passkey-button]");
  const status = part.querySelector("[data-passkey-status]");
  const answer = part.querySelector("[name=passkey]");
  const options = JSON.parse(part.dataset.options);
  all("[data-passkey-missing]", part).forEach((words) => (words.hidden = true));
  button.hidden = false;
  button.addEventListener("click", async () => {
    status.textContent = "";
    button.disabled = true;
    try {
      const credential = await navigator.credentials[part.dataset.passkey](read(options));
      answer.value = written(credential);
      button.form.requestSubmit();
    } catch {
      // Refused, too late, or none here: the person tries again or types a code.
      status.textContent = status.dataset.passkeyStatus;
    } finally {
      button.disabled = false;
    }
  });
}
