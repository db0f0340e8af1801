// Looks at a page as a demanding visitor would: nothing for axe to find, nothing to scroll sideways, nothing broken behind it.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const SHOTS = fileURLToPath(new URL('../shots/', import.meta.url));
const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// WCAG 2.2 AA and what axe holds to be good practice beyond it.
const RULES = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  rules: { 'target-size': { enabled: true } },
  resultTypes: ['violations'],
};

// The narrowest screen, which is also a screen of 1280 at 400 % zoom (WCAG 1.4.10).
const NARROWEST = { width: 320, height: 640 };
const SCREENS = [{ width: 360, height: 800 }, { width: 1280, height: 900 }];

const watched = new WeakMap();

// Remembers what goes wrong in a window from now on.
export function watch(page, { home, script }) {
  const troubles = [];
  const navigations = new Set();
  watched.set(page, { troubles, script });
  page.on('request', (request) => {
    if (request.isNavigationRequest()) navigations.add(request.url());
    const { protocol, origin } = new URL(request.url());
    const local = ['data:', 'blob:', 'about:'].includes(protocol) || origin === new URL(home).origin;
    if (!local) troubles.push(`asked another host: ${request.url()}`);
  });
  page.on('pageerror', (error) => troubles.push(`script failed: ${error.message}`));
  page.on('console', (message) => {
    // A page that answers 4xx on purpose is reported by the browser as a resource that failed.
    const { url } = message.location();
    const isAnswer = message.text().startsWith('Failed to load resource') && navigations.has(url);
    if (message.type() === 'error' && !isAnswer) troubles.push(`console: ${message.text()} (${url})`);
  });
}

// Fails with everything that is wrong with the page as it is now. With SHOTS=1 it leaves pictures of it in `shots/`.
export async function look(page, name) {
  const before = page.viewportSize();
  const complaints = [...watched.get(page).troubles, ...(await onceItStays(page, askAxe)), ...(await scrollsSideways(page))];
  if (process.env.SHOTS === '1') await shoot(page, watched.get(page).script ? name : `${name}-without-javascript`);
  await page.setViewportSize(before);
  assert.equal(complaints.length, 0, `«${name}» (${page.url()}) is not right:\n${complaints.join('\n')}`);
}

// A button that was pressed a moment ago may take the page away while it is looked at: then the one that comes is looked at.
async function onceItStays(page, ask) {
  for (let left = 3; ; left -= 1) {
    try {
      await page.waitForLoadState();
      return await ask(page);
    } catch (reason) {
      if (left === 0 || !/context was destroyed|navigation/i.test(reason.message)) throw reason;
    }
  }
}

async function askAxe(page) {
  const twin = watched.get(page).script ? page : await openTwin(page);
  try {
    await twin.evaluate(AXE);
    const { violations } = await twin.evaluate((rules) => globalThis.axe.run(document, rules), RULES);
    return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `axe, ${id}: ${help}: ${html}`));
  } finally {
    if (twin !== page) await twin.context().close();
  }
}

// Axe needs scripts, so a window without them lends its page as it stands to one with them, where the page's own stay out.
async function openTwin(page) {
  const context = await page.context().browser().newContext({ viewport: page.viewportSize(), bypassCSP: true });
  const twin = await context.newPage();
  const content = (await page.content()).replaceAll(/<(\/?)noscript/g, '<$1div');
  const address = page.url();
  let lent = false;
  await twin.route('**/*', (route) => {
    if (route.request().resourceType() === 'script') return route.abort();
    if (lent) return route.continue();
    lent = true;
    return route.fulfill({ contentType: 'text/html; charset=utf-8', body: content });
  });
  await twin.goto(address);
  return twin;
}

async function scrollsSideways(page) {
  await page.setViewportSize(NARROWEST);
  const wide = await page.evaluate((width) => {
    const { documentElement, body } = document;
    if (Math.max(documentElement.scrollWidth, body.scrollWidth) <= width) return [];
    const beyond = [...body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > width);
    return [body, ...beyond].map((element) => element.cloneNode(false).outerHTML);
  }, NARROWEST.width);
  return wide.length ? [`scrolls sideways at ${NARROWEST.width} px: ${wide.join(' ')}`] : [];
}

async function shoot(page, name) {
  for (const screen of SCREENS) {
    await page.setViewportSize(screen);
    await page.screenshot({ path: path.join(SHOTS, `${name}-${screen.width}.png`), fullPage: true });
  }
}
