import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { narrow, require, until, wide } from '../browser.js';

const FILES = 50000;
const UPDATES = 10000;
const MOST = 50;
const FRAMES = 40;

// A list of 10,000 updates is paged; an object of 50,000 files scrolls in frames under 50 ms.
export default async function (browser, { folder }) {
  writeObject(path.join(folder, 'root'), 'urn:example:many');
  const page = await browser.start();
  await page.route('**/api/updates?*', route => {
    const query = new URL(route.request().url()).searchParams;
    const from = Number(query.get('continuation') ?? 0);
    const top = Number(query.get('top'));
    const updates = Array.from({ length: Math.min(top, UPDATES - from) }, (_, i) => ({
      id: `u${from + i}`, objectId: `urn:example:${UPDATES - from - i}`, status: 'Completed', createdAt: new Date(1.8e12 - (from + i) * 1000).toISOString(), lastUpdatedAt: new Date(1.8e12).toISOString(),
      request: { objectId: 'x', mode: 'replace' }, result: { outcome: 'Completed', version: 'v1', files: { added: 1, changed: 0, removed: 0, renamed: 0 }, steps: 1, alreadyDone: 0, bytes: 1 }, links: {},
    }));
    return route.fulfill({ json: { updates, ...(from + top < UPDATES ? { continuation: String(from + top) } : {}) } });
  });
  await browser.go(page, '#/updates');
  await page.getByText('urn:example:10000').first().waitFor();
  for (let i = 0; i < 5; i++) {
    await page.getByRole('link', { name: 'Older' }).click();
    await page.getByText(`urn:example:${UPDATES - 50 * (i + 1)}`, { exact: true }).first().waitFor();
  }
  await page.reload();
  await page.getByText('urn:example:9750', { exact: true }).first().waitFor();
  require(await page.locator('.row').count() === 50, 'A page does not have 50 updates.');
  await page.goBack();
  await page.getByText('urn:example:9800', { exact: true }).first().waitFor();

  const notes = {};
  for (const viewport of [wide, narrow]) {
    await page.setViewportSize(viewport);
    await browser.go(page, '#/object?id=urn:example:many&v=' + viewport.width);
    await until('all files are read', async () => (await page.locator('#count').textContent())?.startsWith('50,000 files, 50') && !(await page.locator('#count').textContent()).includes('so far'));
    await page.getByRole('treeitem', { name: 'deep' }).waitFor();
    if (await page.getByRole('treeitem').count() < 5) await page.getByRole('treeitem', { name: 'deep' }).click();
    // Twice, since a collection of garbage is a frame of its own.
    const longest = Math.min(await scroll(page), await scroll(page));
    notes[viewport.width] = longest;
    require(longest < MOST, `A frame of scrolling takes ${longest} ms.`);
    require(await page.locator('.rows-row').count() < 120, 'Rows that cannot be seen exist.');
    await page.locator('#tree [tabindex="0"]').first().focus();
    await page.keyboard.press('End');
    await page.getByText('file-49999.txt').first().waitFor();
    await page.keyboard.press('Home');
    await page.getByRole('treeitem', { name: 'deep' }).waitFor();
  }
  await page.locator('#find').fill('file-31415');
  await page.locator('#tree [role=option]').first().click();
  await page.locator('.preview').getByText('file-31415.txt').first().waitFor();
  await browser.shoot(page, 'many-files');
  return notes;
}

// The most that the page works for one frame of a scroll, in milliseconds of its own thread: other programs of the machine do not count.
async function scroll(page) {
  const debug = await page.context().newCDPSession(page);
  await debug.send('Performance.enable', { timeDomain: 'threadTicks' });
  const worked = async () => (await debug.send('Performance.getMetrics')).metrics.find(m => m.name === 'TaskDuration').value * 1000;
  let longest = 0;
  for (let frame = 0; frame < FRAMES; frame++) {
    const before = await worked();
    await page.locator('#tree').evaluate((list, at) => new Promise(resolve => {
      list.scrollTop = at % 10 === 9 ? list.scrollHeight * Math.random() : list.scrollTop + 400;
      requestAnimationFrame(() => requestAnimationFrame(resolve));
    }), frame);
    const took = await worked() - before;
    if (frame > 0) longest = Math.max(longest, took);
  }
  await debug.detach();
  return Math.round(longest * 10) / 10;
}

// An object whose 50,000 paths have one content.
function writeObject(root, id) {
  const hash = (algorithm, text) => createHash(algorithm).update(text).digest('hex');
  const place = hash('sha256', id);
  const folder = path.join(root, place.slice(0, 3), place.slice(3, 6), place.slice(6, 9), place);
  const digest = hash('sha512', 'x');
  mkdirSync(path.join(folder, 'v1', 'content'), { recursive: true });
  writeFileSync(path.join(folder, 'v1', 'content', 'x'), 'x');
  writeFileSync(path.join(folder, '0=ocfl_object_1.1'), 'ocfl_object_1.1\n');
  const inventory = JSON.stringify({
    id, type: 'https://ocfl.io/1.1/spec/#inventory', digestAlgorithm: 'sha512', head: 'v1', manifest: { [digest]: ['v1/content/x'] },
    versions: { v1: { created: '2026-08-01T12:00:00Z', message: 'Many', user: { name: 'Ada', address: 'mailto:ada@example.org' }, state: { [digest]: Array.from({ length: FILES }, (_, i) => `deep/file-${String(i).padStart(5, '0')}.txt`) } } },
  });
  for (const at of [folder, path.join(folder, 'v1')]) {
    writeFileSync(path.join(at, 'inventory.json'), inventory);
    writeFileSync(path.join(at, 'inventory.json.sha512'), `${hash('sha512', inventory)}  inventory.json\n`);
  }
}
