// Makes pages pleasanter. Every page works without this file: whatever it does here, the server does or checks as well.
//
// It has no words of its own: each component carries the sentences it needs in `data-` attributes.

const PROOF_WAIT_MS = 20_000; // then the form goes without its proof, and the server decides
const SLIDE_STEP_MS = 12;
const SLIDE_END = 90; // a hand let go from here on slides to the end by itself
const RULES_PAUSE_MS = 900; // a reader hears the count when the person stops typing
const SECOND_MS = 1_000;
const PROGRESS_MS = 1_000;

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// ——— Error summary ———

// `autofocus` does it in newer browsers, just before this frame.
requestAnimationFrame(() => document.querySelector("[data-error-summary]")?.focus());

// ——— Passwords ———

function show(button, shown) {
  const input = document.getElementById(button.dataset.peek);
  button.dataset.showNamed ??= button.getAttribute("aria-label");
  input.type = shown ? "text" : "password";
  button.textContent = shown ? button.dataset.hide : button.dataset.show;
  button.setAttribute("aria-label", shown ? button.dataset.hideNamed : button.dataset.showNamed);
}

for (const button of all("[data-peek]")) {
  const input = document.getElementById(button.dataset.peek);
  button.hidden = false;
  button.addEventListener("click", () => show(button, input.type === "password"));
  // Browsers offer to keep a password, and leave a text field in their history.
  input.form?.addEventListener("submit", () => show(button, false));
}

// The same checks as `base::web::components::PasswordCheck`.
const CHECKS = {
  "min-length": (text, value) => [...text].length >= Number(value),
  "max-length": (text, value) => text !== "" && [...text].length <= Number(value),
  "lower": (text) => /\p{Lowercase}/u.test(text),
  "upper": (text) => /\p{Uppercase}/u.test(text),
  "digit": (text) => /[0-9]/.test(text),
  "one-of": (text, value) => [...value].some((symbol) => text.includes(symbol)),
  "exact-digits": (text, value) => /^[0-9]+$/.test(text) && text.length === Number(value),
};

for (const list of all("[data-rules-for]")) {
  const input = document.getElementById(list.dataset.rulesFor);
  const status = list.querySelector("[data-rules-status]");
  const rules = all("[data-rule]", list);
  let pause;
  input?.addEventListener("input", () => {
    const text = input.value.normalize("NFC");
    for (const rule of rules) {
      const met = CHECKS[rule.dataset.rule](text, rule.dataset.value);
      rule.classList.toggle("met", met);
      rule.querySelector("[data-met]").hidden = !met;
    }
    clearTimeout(pause);
    pause = setTimeout(() => {
      const met = rules.filter((rule) => rule.classList.contains("met")).length;
      status.textContent = status.dataset.rulesStatus.replace("{met}", met).replace("{total}", rules.length);
    }, RULES_PAUSE_MS);
  });
}

// ——— Keypad: a press without a new page ———

for (const pad of all("[data-keypad]")) {
  const status = pad.querySelector("[data-keypad-status]");
  let busy = false;

  pad.addEventListener("submit", async (event) => {
    const key = event.submitter;
    const last = Number(pad.dataset.taken) + 1 >= Number(pad.dataset.length);
    // The last digit and the way to the field lead to another page: let the browser go there.
    if (key?.name !== "press" || (last && /^[0-9]$/.test(key.value))) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    try {
      const body = new URLSearchParams(new FormData(pad));
      body.set(key.name, key.value);
      const answer = await fetch(pad.action, { method: "POST", body });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = page.querySelector("[data-keypad]");
      if (!next) return location.assign(answer.url); // locked, expired or done: the server's page says which
      const place = all("[name=press]", pad).indexOf(key);
      pad.querySelector("[data-keypad-drawing]").replaceWith(next.querySelector("[data-keypad-drawing]"));
      pad.elements.csrf.value = next.elements.csrf.value;
      pad.dataset.taken = next.dataset.taken;
      status.textContent = next.querySelector("[data-keypad-status]").textContent;
      all("[name=press]", pad)[place].focus({ preventScroll: true });
    } catch {
      status.textContent = pad.dataset.trouble; // pressing again is safe: the server takes a drawing's press once
    } finally {
      busy = false;
    }
  });
}

// ——— Human checks: the slide, the box, and the proof of work behind both ———

for (const slide of all("[data-slide]")) {
  const hand = slide.querySelector("input");
  const button = slide.querySelector("button");
  const settle = () => {
    if (Number(hand.value) >= SLIDE_END) hand.value = 100;
    const done = hand.value === "100";
    slide.classList.toggle("done", done);
    if (done) hand.setAttribute("aria-valuetext", slide.dataset.doneText);
    else hand.removeAttribute("aria-valuetext");
  };
  const step = () => {
    hand.value = Number(hand.value) + 2;
    settle();
    if (hand.value !== "100") setTimeout(step, SLIDE_STEP_MS);
  };
  button.type = "button"; // with script it moves the hand; without, it sends the form
  button.addEventListener("click", () => {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (still) hand.value = 100;
    step();
  });
  hand.addEventListener("change", settle);
  hand.addEventListener("input", () => slide.classList.toggle("done", hand.value === "100"));
}

for (const check of all("[data-challenge-url]")) {
  const form = check.closest("form");
  const proof = check.querySelector("[name=human_proof]");
  const status = check.querySelector("[data-human-status]");
  let work; // a promise, once begun
  let settled = false;

  const say = (state) => {
    status.textContent = status.dataset[state];
    check.dataset.state = state;
  };
  const challenge = async () => {
    if (check.dataset.challenge) return JSON.parse(check.dataset.challenge);
    const answer = await fetch(check.dataset.challengeUrl);
    if (!answer.ok) throw new Error(`challenge: ${answer.status}`);
    return answer.json();
  };
  const solve = async () => {
    say("working");
    try {
      const [asked, solver] = await Promise.all([challenge(), import("./pow.js")]);
      proof.value = (await solver.solve(asked)) ?? "";
      say(proof.value ? "ready" : "failed");
    } catch {
      say("failed");
    }
    settled = true;
  };
  const begin = () => (work ??= solve());

  for (const sign of ["focusin", "pointerdown", "input"]) form.addEventListener(sign, begin, { once: true });
  form.addEventListener("submit", async (event) => {
    if (settled) return;
    event.preventDefault();
    const { submitter } = event;
    begin();
    say("waiting");
    await Promise.race([work, new Promise((stop) => setTimeout(stop, PROOF_WAIT_MS))]);
    settled = true;
    form.requestSubmit(submitter);
  });
}

// ——— One press, one submission ———

for (const form of all("form[method=post]:not([data-keypad])")) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if ("sent" in form.dataset) event.preventDefault();
    form.dataset.sent = "";
  });
}
// Back from the next page, the browser shows this one as it was left.
addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));

// ——— «Enviar de nuevo» ———

for (const button of all("[data-wait-seconds]")) {
  const text = button.parentElement.querySelector("[data-wait-text]");
  const end = Date.now() + Number(button.dataset.waitSeconds) * SECOND_MS;
  const tick = () => {
    const seconds = Math.ceil((end - Date.now()) / SECOND_MS);
    button.disabled = seconds > 0;
    text.textContent = seconds > 0 ? text.dataset.waitText.replace("{seconds}", seconds) : "";
    if (seconds > 0) setTimeout(tick, SECOND_MS);
  };
  tick();
}

// ——— Passkeys, where the browser has them ———

const passkeys = all("[data-passkey]");
if (passkeys.length > 0 && "PublicKeyCredential" in window) {
  import("./passkeys.js").then(({ enliven }) => passkeys.forEach(enliven)).catch(() => {}); // the page offers a code
}

// ——— Progress of something under way ———

async function followProgress() {
  const shown = document.querySelector("[data-progress]");
  if (!shown) return;
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const next = page.querySelector("[data-progress]");
    if (!next) return location.reload(); // it is over, and the page says how it ended
    // Only what changed is exchanged, so that a reader does not begin anew each second.
    shown.querySelector("progress").replaceWith(next.querySelector("progress"));
    const [words, newer] = [shown, next].map((part) => part.querySelector("p"));
    if (words.textContent !== newer.textContent) words.textContent = newer.textContent;
  } catch {
    // The network is away for a moment: the next look tells more.
  }
  setTimeout(followProgress, PROGRESS_MS);
}
setTimeout(followProgress, PROGRESS_MS);

// ——— Whether a file is the one that was issued ———

for (const box of all("[data-fingerprint]")) import("./fingerprint.js").then(({ compareFiles }) => compareFiles(box));

// ——— The code of a text message, filled in by the phone (WebOTP) ———

const codeInput = document.querySelector("[data-one-time-code]");
if (codeInput && "OTPCredential" in window) {
  const waiting = new AbortController();
  codeInput.form?.addEventListener("submit", () => waiting.abort());
  navigator.credentials
    .get({ otp: { transport: ["sms"] }, signal: waiting.signal })
    .then((message) => {
      codeInput.value = message.code;
      codeInput.form?.querySelector(".button.primary")?.focus();
    })
    .catch(() => {}); // refused, timed out or sent: the person types
}
