// Debian's Chromium with an empty profile. One browser serves a test file; each person has a window that shares nothing.

import { chromium } from 'playwright-core';
import { watch } from './look.mjs';

export const PHONE = { width: 360, height: 800 };
export const DESKTOP = { width: 1280, height: 900 };

const PATIENCE_MILLISECONDS = 10_000;

const FLAGS = [
  '--no-sandbox', // it refuses to run as root, and the only pages it opens are ours
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let running;

// Opens a window on a device, with or without JavaScript, for somebody who speaks Colombian Spanish. `home` is the site's own
// address: a request to any other host counts against every page that is looked at.
export async function openWindow({ home, device = PHONE, script = true }) {
  running ??= launch();
  const browser = await running;
  const context = await browser.newContext({
    viewport: device,
    hasTouch: device === PHONE,
    isMobile: device === PHONE,
    javaScriptEnabled: script,
    locale: 'es-CO',
    timezoneId: 'America/Bogota',
    reducedMotion: 'reduce',
    // An installation of a walk signs its own certificate; the demonstration has none.
    ignoreHTTPSErrors: new URL(home).protocol === 'https:',
  });
  context.setDefaultTimeout(PATIENCE_MILLISECONDS);
  const page = await context.newPage();
  watch(page, { home, script });
  return page;
}

export async function closeBrowser() {
  const browser = await running;
  running = undefined;
  await browser?.close();
}

function launch() {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
}
