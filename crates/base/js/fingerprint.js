// Compares a file that somebody chose or dropped with the fingerprint of the one that was issued. The file stays in the browser.

const hexadecimal = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export async function fingerprint(bytes) {
  return hexadecimal(await crypto.subtle.digest("SHA-256", bytes));
}

export function compareFiles(box) {
  // Browsers compute it on safe pages alone; elsewhere the page tells how to do it by hand.
  if (!globalThis.crypto?.subtle) return;
  const input = box.querySelector("input");
  const status = box.querySelector("[data-fingerprint-status]");

  const compare = async (file) => {
    if (!file) return;
    let answer = "unread";
    try {
      const same = (await fingerprint(await file.arrayBuffer())) === box.dataset.fingerprint;
      answer = same ? "same" : "different";
    } catch {
      // It was moved or taken away since it was chosen.
    }
    status.className = answer === "same" ? "mark" : "mark bad";
    status.textContent = box.dataset[answer];
  };

  input.addEventListener("change", () => compare(input.files[0]));
  box.addEventListener("dragover", (event) => event.preventDefault());
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    compare(event.dataTransfer.files[0]);
  });
  box.hidden = false;
}
