import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { add, narrow, require, requireNoSideScroll, until, wide } from '../browser.js';

// Audits and maintenance: with the mouse in a wide window, with the keyboard in a narrow one.
export default async function (browser, { folder }) {
  const broken = await add(browser, 'urn:example:rotten', { 'a.txt': 'as it was' });
  await add(browser, 'urn:example:good', { 'a.txt': 'good' });
  const file = path.join(folder, 'root', broken.result.objectRoot, 'v1', 'content', 'a.txt');
  await run(browser, file, 'mouse', wide, 'light');
  await run(browser, file, 'keyboard', narrow, 'dark');
}

async function run(browser, file, by, viewport, colorScheme) {
  const page = await browser.start({ viewport, colorScheme });
  const act = async locator => {
    if (by === 'mouse') return locator.click();
    await locator.focus();
    return locator.press('Enter');
  };
  const audits = () => browser.api('GET', 'audits');

  // An audit finds the damaged object, and says by which rule and what to do.
  writeFileSync(file, 'as it is!');
  await browser.go(page, '#/validations');
  await act(page.getByRole('link', { name: 'Audits', exact: true }));
  await act(page.locator('#audit-all'));
  await page.locator('.finding .code', { hasText: 'E092' }).waitFor();
  await page.locator('.finding a[href^="https://ocfl.io"]').waitFor();
  await page.getByText('Restore the named files from a backup').waitFor();
  await page.getByText('2 of 2').waitFor();
  require(await page.getByRole('progressbar').count() === 3, 'The coverage is no chart.');
  require((await audits()).findings.length === 1, 'There is no open finding.');
  await until('the audit has finished', () => page.locator('#audit-due').isEnabled());
  await browser.check(page, `audits-${by}`);
  await requireNoSideScroll(page, `audits-${by}`);
  await browser.shoot(page, `audits-${by}`);

  // It is repaired: the next audit closes the finding.
  writeFileSync(file, 'as it was');
  await act(page.locator('#audit-due'));
  await page.getByText('None: no object is known to be bad.').waitFor();
  await until('the audit has finished', () => page.locator('#audit-due').isEnabled());

  // Maintenance: what it would remove, then a run after a question.
  await browser.go(page, '#/service');
  await page.getByText('Switched off.').waitFor();
  await act(page.locator('#care-look'));
  await page.getByText('A run now would remove').waitFor();
  await act(page.locator('#care-run'));
  await page.getByRole('dialog').getByText('Run maintenance now?').waitFor();
  await act(page.getByRole('button', { name: 'Go back' }));
  const real = async () => (await browser.api('GET', 'maintenance')).runs.filter(run => !run.dryRun).length;
  const before = await real();
  await act(page.locator('#care-run'));
  await act(page.getByRole('button', { name: 'Run it', exact: true }));
  await until('maintenance has run', async () => await real() === before + 1);
  await page.getByText('The last run removed').waitFor();
  await browser.check(page, `maintenance-${by}`);
  await requireNoSideScroll(page, `maintenance-${by}`);
  await browser.shoot(page, `maintenance-${by}`);
}
