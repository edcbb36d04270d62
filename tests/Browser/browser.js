import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const DEADLINE = 30000;

export const wide = { width: 1280, height: 900 };
export const narrow = { width: 320, height: 640 };

/** A browser with one page of the service, which notes every fault that the page has. */
export async function open({ address, chromium: executablePath, shots }) {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--font-render-hinting=none'] });
  const faults = [];
  const pages = [];
  const cleanups = [];
  const start = async ({ viewport = wide, colorScheme = 'light', ...options } = {}) => {
    const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce', locale: 'en-GB', timezoneId: 'UTC', acceptDownloads: true, ...options });
    context.setDefaultTimeout(DEADLINE);
    const page = await context.newPage();
    pages.push(page);
    page.on('pageerror', error => faults.push(`An error of the page: ${error.stack ?? error}`));
    page.on('console', message => { if (/Content.Security.Policy|Trusted/i.test(message.text())) faults.push(message.text()); });
    page.on('dialog', dialog => { faults.push(`A dialog opened: ${dialog.message()}`); dialog.dismiss(); });
    return page;
  };
  return {
    address, faults, start, cleanups,
    go: (page, hash = '#/') => page.goto(new URL('api/dashboard' + hash, address).href),
    api: async (method, at, body, headers = {}) => {
      const answer = await fetch(new URL('api/' + at, address), { method, body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body), headers: { ...(body === undefined ? {} : { 'Content-Type': typeof body === 'string' ? 'application/octet-stream' : 'application/json' }), ...headers } });
      if (!answer.ok) throw new Error(`${method} ${at}: ${answer.status} ${await answer.text()}`);
      return answer.headers.get('content-type')?.includes('json') ? answer.json() : answer.text();
    },
    shoot: async (page, name) => {
      if (!shots) return;
      mkdirSync(shots, { recursive: true });
      await page.screenshot({ path: path.join(shots, name + '.png') });
    },
    shootFailure: async name => {
      if (!shots || !pages.length) return;
      mkdirSync(shots, { recursive: true });
      await pages.at(-1).screenshot({ path: path.join(shots, `failed-${name}.png`) }).catch(() => {});
    },
    /** Every rule of axe, best practices included. */
    check: async (page, what) => {
      // The policy of the page lets no script in; the debugger's own evaluation is not bound by it.
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
      for (const v of violations) faults.push(`axe, ${what}: ${v.id} (${v.impact}): ${v.help}\n${v.nodes.slice(0, 5).map(n => `  ${n.html}\n  ${n.failureSummary}`).join('\n')}`);
    },
    requireNoFaults: () => { if (faults.length) throw new Error(`${faults.length} faults`); },
    close: () => { cleanups.forEach(clean => clean()); return browser.close(); },
  };
}

/** Waits until something holds. */
export async function until(what, holds) {
  const end = Date.now() + DEADLINE;
  for (;;) {
    const value = await holds();
    if (value) return value;
    if (Date.now() > end) throw new Error(`It did not happen: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

export function require(holds, what) {
  if (!holds) throw new Error(what);
}

/** Uploads files and makes an update of them. Gives it when it has finished. */
export async function add(browser, objectId, files, more = {}) {
  const stage = await browser.api('POST', 'stages', {});
  for (const [name, content] of Object.entries(files)) await browser.api('PUT', `stages/${stage.id}/files/${name.split('/').map(encodeURIComponent).join('/')}`, content);
  const { id } = await browser.api('POST', 'updates', { objectId, source: { stage: stage.id }, user: { name: 'Ada Lovelace', address: 'mailto:ada@example.org' }, ...more });
  return finished(browser, 'updates/' + id);
}

export const finished = (browser, at) => until(`${at} has finished`, async () => {
  const thing = await browser.api('GET', at);
  return ['Queued', 'Running', 'Suspended'].includes(thing.status) ? null : thing;
});

/** Nothing is wider than the window. */
export const requireNoSideScroll = async (page, what) => {
  const [inner, window_] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  require(inner <= window_, `${what} is ${inner} px wide in a window of ${window_} px.`);
};

/** An update that is held, since its source has a name that cannot be read; `fix` removes that file. */
export async function hold(browser, folder, objectId, name = 'share') {
  const source = path.join(folder, 'incoming', name);
  const unreadable = Buffer.concat([Buffer.from(source + '/'), Buffer.from([0xff, 0xfe])]);
  mkdirSync(source, { recursive: true });
  writeFileSync(path.join(source, 'photo.txt'), 'a photo');
  writeFileSync(unreadable, 'no name');
  const fix = () => rmSync(unreadable, { force: true });
  // .NET cannot remove a file with such a name.
  browser.cleanups.push(fix);
  const { id } = await browser.api('POST', 'updates', { objectId, source: { directory: name }, message: 'From the share', user: { name: 'Ada Lovelace' } });
  await until('the update is held', async () => (await browser.api('GET', 'updates/' + id)).status === 'Held');
  return { id, fix };
}
