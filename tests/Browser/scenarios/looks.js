import { add, finished, hold, narrow, requireNoSideScroll, wide } from '../browser.js';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const running = {
  id: 'running', objectId: 'urn:example:newspapers-1828', status: 'Running', phase: 'Copying', createdAt: '2026-08-01T12:00:00Z', lastUpdatedAt: '2026-08-01T12:10:00Z', links: {},
  request: { objectId: 'urn:example:newspapers-1828', source: { directory: 'scans/newspapers' }, mode: 'replace', message: 'A year of newspapers', user: { name: 'Ada Lovelace' } },
  progress: {
    ahead: 0, sourceFiles: 1240, sourceBytes: 48e9, stagedFiles: 1240, stagedBytes: 48e9, stepsPlanned: 3, stepsDone: 1, bytesPlanned: 48e9, bytesDone: 21e9, running: ['copy v1/content/1828/03/04.tif'], committed: false,
    retrying: [{ step: 'copy v1/content/1828/03/05.tif', attempt: 2, of: 5, lastError: { type: 'Storage', message: 'The share does not answer.' }, nextAttemptAt: '2026-08-01T12:11:00Z' }],
  },
  steps: [['copy v1/content/1828/03/04.tif', 'done'], ['copy v1/content/1828/03/05.tif', 'running'], ['write v1/inventory.json', 'waiting']].map(([name, state], i) => ({ number: i + 1, name, bytes: 16e9, state })),
};

// Each view, at two widths and in two schemes: what axe finds, what is too wide, and a picture.
export default async function (browser, { folder }) {
  const letters = 'urn:example:letters-1828';
  const first = await add(browser, letters, {
    'readme.txt': 'Letters of the winter of 1828, as found in the attic.\n', 'scans/page-001.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 60"><rect width="80" height="60" fill="#e9dfc7"/><path d="M10 14h60M10 24h52M10 34h57M10 44h38" stroke="#5b4a32" stroke-width="2.5"/></svg>',
    'scans/page-002.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>', 'transcripts/page-001.txt': 'Dresden, the 4th of March 1828.\n\nDear Sister, the ice on the river has broken at last.\n', 'transcripts/page-002.txt': 'It rains.\n',
  }, { message: 'First delivery from the attic' });
  await add(browser, letters, { 'transcripts/page-002.txt': 'It rains again.\n', 'transcripts/page-003.txt': 'The sun.\n' }, { mode: 'merge', message: 'Page 2 corrected, page 3 added' });
  await add(browser, letters, { 'transcripts/page-003.txt': 'The sun.\n' }, { mode: 'merge', message: 'The same page once more' });
  await add(browser, 'urn:example:rainfall', { 'data/1828.csv': 'month,mm\n1,31\n', 'data/1829.csv': 'month,mm\n1,19\n' }, { message: 'Rainfall at Dresden, 1828 to 1829' });
  await add(browser, 'urn:example:maps', { 'north.txt': 'N', 'south.txt': 'S' }, { message: 'Two maps' });
  const { id: failing } = await browser.api('POST', 'updates', { objectId: 'urn:example:maps', changes: [{ op: 'remove', path: 'north.txt' }], expectedHead: 'v1', message: 'North is in the wrong object', user: { name: 'Ada Lovelace', address: 'mailto:ada@example.org' } });
  await finished(browser, 'updates/' + failing);
  mkdirSync(path.join(folder, 'incoming', 'bag', 'data'), { recursive: true });
  writeFileSync(path.join(folder, 'incoming', 'bag', 'bagit.txt'), 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n');
  writeFileSync(path.join(folder, 'incoming', 'bag', 'data', 'a.txt'), 'a');
  writeFileSync(path.join(folder, 'incoming', 'bag', 'manifest-sha256.txt'), `${'0'.repeat(64)}  data/a.txt\n`);
  const { id: wrong } = await browser.api('POST', 'updates', { objectId: 'urn:example:bag', source: { directory: 'bag', bag: true }, message: 'A bag from the scanner', user: { name: 'Charles' } });
  await finished(browser, 'updates/' + wrong);
  const { id: held } = await hold(browser, folder, 'urn:example:photos');
  const { id: sound } = await browser.api('POST', 'validations', {});
  await finished(browser, 'validations/' + sound);

  // One object is damaged, as a disk does it.
  const broken = await add(browser, 'urn:example:broken', { 'a.txt': 'as it was' }, { message: 'Will be damaged' });
  writeFileSync(path.join(folder, 'root', broken.result.objectRoot, 'v1', 'content', 'a.txt'), 'as it is!');
  const { id: damaged } = await browser.api('POST', 'validations', { objectId: 'urn:example:broken' });
  await finished(browser, 'validations/' + damaged);

  const views = {
    overview: ['#/', page => page.locator('#latest ~ .rows .row').first().waitFor()],
    updates: ['#/updates', page => page.locator('.row').first().waitFor()],
    nothing: ['#/updates?objectId=none', page => page.locator('.empty').waitFor()],
    update: ['#/updates/' + first.id, page => page.locator('.timeline li').first().waitFor()],
    running: ['#/updates/running', page => page.locator('.phases .now').waitFor()],
    held: ['#/updates/' + held, page => page.locator('#do-retry').waitFor()],
    refused: ['#/updates/' + wrong, page => page.locator('.callout details li').first().waitFor()],
    add: ['#/new?object=' + letters, page => page.locator('.note').waitFor()],
    objects: ['#/objects', page => page.locator('.row').first().waitFor()],
    object: ['#/object?id=' + letters, page => page.locator('[role=treeitem]').first().waitFor()],
    preview: [`#/object?id=${letters}&path=transcripts%2Fpage-002.txt`, page => page.locator('.text').waitFor()],
    picture: [`#/object?id=${letters}&path=scans%2Fpage-001.svg`, page => page.locator('.picture').waitFor()],
    versions: [`#/object?id=${letters}&view=versions`, page => page.locator('.version').first().waitFor()],
    changes: [`#/object?id=${letters}&view=changes`, page => page.locator('#changes .file-row').first().waitFor()],
    checks: ['#/validations', page => page.locator('.row, .empty').first().waitFor()],
    sound: ['#/validations/' + sound, page => page.locator('.empty.good').waitFor()],
    damaged: ['#/validations/' + damaged, page => page.locator('.finding a[href^="https://ocfl.io"]').first().waitFor()],
    audits: ['#/audits', page => page.locator('#audit-due').waitFor()],
    service: ['#/service', page => page.locator('.checks li').first().waitFor()],
    lost: ['#/nowhere', page => page.locator('h1').waitFor()],
  };
  await Promise.all([['wide', wide], ['narrow', narrow]].flatMap(([size, viewport]) => ['light', 'dark'].map(async colorScheme => {
    const page = await browser.start({ viewport, colorScheme });
    await page.route('**/api/updates/running', route => route.fulfill({ json: running }));
    for (const [name, [hash, ready]] of Object.entries(views)) {
      const what = `${name}-${size}-${colorScheme}`;
      await browser.go(page, hash);
      try { await ready(page); } catch (failure) { throw new Error(`${what}: ${failure.message}`); }
      await browser.check(page, what);
      await requireNoSideScroll(page, what);
      await browser.shoot(page, what);
    }
  })));
}

