import { require } from '../browser.js';

// A service with a key: it is asked for, kept for the tab, and never in an address.
export default async function (browser, { key }) {
  const page = await browser.start();
  const addresses = [];
  page.on('request', request => addresses.push(request.url()));
  await browser.go(page);
  await page.getByLabel('Key or token').fill('wrong');
  await browser.shoot(page, 'key');
  await browser.check(page, 'the key');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('The service does not accept this key.').first().waitFor();
  await page.getByLabel('Key or token').fill(key);
  await page.keyboard.press('Enter');
  await page.getByText('The archive is empty').first().waitFor();
  await page.reload();
  await page.getByText('The archive is empty').first().waitFor();

  // With a key, a file goes through the page, since an address would keep the key.
  await browser.go(page, '#/new');
  await page.getByLabel('Identifier').fill('urn:example:kept');
  await page.locator('#f-files').setInputFiles([{ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('A') }]);
  await page.getByRole('button', { name: 'Upload and start' }).click();
  await page.getByText('Version 1 was committed').first().waitFor();
  await browser.go(page, '#/object?id=urn:example:kept&path=a.txt');
  const saved = page.waitForEvent('download');
  await page.locator('.preview').getByRole('button', { name: 'Download' }).click();
  require((await saved).suggestedFilename() === 'a.txt', 'The file has another name.');
  require(addresses.length > 0 && !addresses.some(address => address.includes(key)), 'The key is in an address.');

  await page.getByRole('button', { name: 'Forget the key' }).click();
  await page.getByLabel('Key or token').waitFor();
  require(await page.evaluate(() => sessionStorage.getItem('ocfl-key')) === null, 'The key is still kept.');
}
