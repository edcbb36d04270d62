import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { require, until } from '../browser.js';

// A newcomer with a mouse: files are chosen, become a version, are looked at, changed, compared, checked and saved.
export default async function (browser, { folder }) {
  const own = path.join(folder, 'own', 'letters');
  mkdirSync(own, { recursive: true });
  writeFileSync(path.join(own, 'one.txt'), 'The first letter.\n');
  writeFileSync(path.join(own, 'two.txt'), 'The second letter.\n');
  const page = await browser.start();
  await browser.go(page);
  await page.getByText('The archive is empty').first().waitFor();

  await page.getByRole('link', { name: 'Add files' }).first().click();
  await page.getByLabel('Identifier').fill('urn:example:letters');
  await page.getByLabel('Why (message)').fill('The first delivery');
  await page.getByText('This is a new object.').first().waitFor();
  await page.getByLabel('Your name').fill('Ada Lovelace');
  await page.getByLabel('E-mail or web address').fill('ada@example.org');
  await page.locator('#pick-folder').setInputFiles(own);
  await page.getByText('letters/one.txt').first().waitFor();
  await page.getByRole('button', { name: 'Upload and start' }).click();
  await page.getByText('Version 1 was committed: 2 files added.').first().waitFor();

  await page.getByRole('link', { name: 'See the object' }).click();
  await page.getByRole('treeitem', { name: 'one.txt' }).click();
  await page.getByText('The first letter.').first().waitFor();
  const saved = page.waitForEvent('download');
  await page.locator('.preview').getByRole('button', { name: 'Download' }).click();
  require(readFileSync(await (await saved).path(), 'utf8') === 'The first letter.\n', 'Another file was saved.');

  // A drop, as a browser gives it.
  await page.getByRole('link', { name: 'Add files' }).last().click();
  await page.getByText('This object is at version 1').first().waitFor();
  const files = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['The third letter.\n'], 'three.txt', { type: 'text/plain' }));
    return transfer;
  });
  await page.locator('#drop').dispatchEvent('drop', { dataTransfer: files });
  await page.getByText('three.txt').first().waitFor();
  await page.getByRole('button', { name: 'Upload and start' }).click();
  await page.getByText('Version 2 was committed: 1 file added.').first().waitFor();
  await page.getByRole('link', { name: 'See the object' }).click();
  await page.getByRole('link', { name: 'Differences' }).click();
  await page.getByText('three.txt').first().waitFor();

  const archive = page.waitForEvent('download');
  await page.getByText('Download all').click();
  await page.getByRole('button', { name: 'As a ZIP archive' }).click();
  require((await archive).suggestedFilename().endsWith('.zip'), 'The archive has no name of an archive.');
  await page.getByRole('button', { name: 'Validate' }).click();
  await page.getByText('The object is valid').first().waitFor();
  await page.getByRole('link', { name: 'Overview' }).click();
  await until('the check is on the overview', () => page.getByText('The object is valid').first().isVisible());
}
