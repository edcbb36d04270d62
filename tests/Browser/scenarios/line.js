import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { require, until } from '../browser.js';

const SIZE = 20 * 1024 * 1024;

// The line is slow, breaks in the middle of an upload, and is gone for a while.
export default async function (browser, { folder }) {
  const content = randomBytes(SIZE);
  const file = path.join(folder, 'own', 'film.bin');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  const page = await browser.start();
  const line = await page.context().newCDPSession(page);
  await line.send('Network.enable');
  const away = (offline, speed = 8e6) => line.send('Network.emulateNetworkConditions', { offline, latency: 40, downloadThroughput: speed, uploadThroughput: speed });
  await away(false);
  let broken = 0;
  let parts = 0;
  await page.route('**/uploads/**', async route => {
    if (route.request().method() === 'PATCH' && ++parts === 2) { broken++; return route.abort('connectionreset'); }
    return route.continue();
  });
  await browser.go(page, '#/new');
  await page.getByLabel('Identifier').fill('urn:example:film');
  await page.getByLabel('Why (message)').fill('Kept in the draft');
  await page.reload();
  require(await page.getByLabel('Why (message)').inputValue() === 'Kept in the draft', 'The draft is lost by a reload.');
  require(await page.getByLabel('Identifier').inputValue() === 'urn:example:film', 'The draft is lost by a reload.');
  await page.locator('#f-files').setInputFiles(file);
  await page.getByRole('button', { name: 'Upload and start' }).click();
  await until('a part is sent', () => parts >= 1);
  await away(true);
  await page.getByText('The service does not answer.').first().waitFor();
  await browser.shoot(page, 'line-lost');
  await away(false);
  await page.getByText('Version 1 was committed: 1 file added.').first().waitFor({ timeout: 60000 });
  require(await page.getByText('The service does not answer.').count() === 0, 'The notice stays.');
  require(broken === 1, `The line broke ${broken} times.`);
  const { files } = await browser.api('GET', 'objects/files?id=urn:example:film');
  require(files[0].digest === createHash('sha512').update(content).digest('hex'), 'Other bytes have arrived.');

  // An upload that a reload stops continues with the same file, from the offset.
  await browser.go(page, '#/new');
  await page.reload();
  await page.getByLabel('Identifier').fill('urn:example:film-2');
  await page.locator('#f-files').setInputFiles(file);
  const before = parts;
  await page.getByRole('button', { name: 'Upload and start' }).click();
  await until('two parts are sent', () => parts >= before + 2);
  await page.getByRole('button', { name: 'Pause the upload' }).click();
  await page.getByText('The upload is paused.').first().waitFor();
  await page.reload();
  await page.getByText('A draft of yours is open.').first().waitFor();
  let offset;
  page.on('request', request => { if (request.method() === 'PATCH') offset ??= Number(request.headers()['upload-offset']); });
  await page.locator('#f-files').setInputFiles(file);
  await page.getByRole('button', { name: 'Upload and start' }).click();
  await page.getByText('Version 1 was committed: 1 file added.').first().waitFor({ timeout: 60000 });
  require(offset > 0, `It started again at ${offset}.`);

  // The service is away while someone looks.
  await away(true);
  await page.getByRole('link', { name: 'Objects' }).click();
  await page.getByText('The service does not answer.').first().waitFor();
  await away(false);
  await page.getByRole('button', { name: 'Try now' }).click().catch(() => {});
  await page.getByText('urn:example:film-2').first().waitFor();
  return { offset };
}
