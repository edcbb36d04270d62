import { add, hold, require, until } from '../browser.js';

// Each action acts, and those that destroy ask before.
export default async function (browser, { folder }) {
  const page = await browser.start();
  const status = async id => (await browser.api('GET', 'updates/' + id)).status;

  // Held: it says what to do; retry continues.
  const first = await hold(browser, folder, 'urn:example:held', 'first');
  await browser.go(page, '#/updates?status=Held');
  await page.getByText('It could not continue and waits for you').click();
  await page.getByText('What to do:').first().waitFor();
  require(await page.getByText('Retry when the cause is fixed').or(page.getByText('Then retry')).count() > 0, 'It does not say what to do.');

  // An update of the same object waits behind it, and can be paused, resumed and cancelled.
  const { id: second } = await browser.api('POST', 'updates', { objectId: 'urn:example:held', source: { directory: 'first' }, message: 'Behind it' });
  const other = await browser.start();
  await browser.go(other, '#/updates/' + second);
  await other.getByText('It waits for 1 earlier update of the same object.').first().waitFor();
  await other.getByRole('button', { name: 'Suspend' }).click();
  await other.getByText('It is suspended').first().waitFor();
  require(await status(second) === 'Suspended', 'It is not suspended.');
  await other.getByRole('button', { name: 'Resume' }).click();
  await other.getByRole('button', { name: 'Suspend' }).waitFor();
  await other.getByRole('button', { name: 'Cancel' }).click();
  await other.getByRole('dialog').getByText('Cancel this update?').first().waitFor();
  await other.getByRole('button', { name: 'Go back' }).click();
  require(await status(second) !== 'Cancelled', 'It was cancelled without an answer.');
  require(await other.evaluate(() => document.activeElement.id) === 'do-cancel', 'The focus is not back on the button.');
  await other.keyboard.press('Enter');
  await other.keyboard.press('Escape');
  await other.getByRole('dialog').waitFor({ state: 'detached' });
  await other.getByRole('button', { name: 'Cancel' }).click();
  await other.getByRole('button', { name: 'Cancel the update' }).click();
  await other.getByText('It was cancelled.').first().waitFor();

  first.fix();
  await page.getByRole('button', { name: 'Retry' }).click();
  await page.getByText('Version 1 was committed').first().waitFor();
  await page.getByText('What happened, and when').first().waitFor();

  // An earlier version is brought back as a new one.
  await add(browser, 'urn:example:held', { 'new.txt': 'new' }, { message: 'Only this' });
  await browser.go(page, '#/object?id=urn:example:held&view=versions');
  await page.getByRole('button', { name: 'Bring back' }).click();
  await page.getByRole('button', { name: 'Make the new version' }).click();
  await page.getByText('Version 3 was committed').first().waitFor();

  // A purge asks for the identifier, a reason and a name.
  await browser.go(page, '#/object?id=urn:example:held&view=versions');
  await page.locator('#purge').click();
  await page.getByRole('button', { name: 'Remove the object', exact: true }).click();
  await page.getByRole('alert').getByText('The identifier is not the same.').first().waitFor();
  await page.getByLabel('Type the identifier once more').fill('urn:example:held');
  await page.getByLabel('Why').fill('A takedown');
  await page.getByLabel('Your name').fill('Ada');
  await page.getByRole('button', { name: 'Remove the object', exact: true }).click();
  await until('the object is gone', () => page.getByRole('heading', { name: 'Objects' }).isVisible());
  await browser.go(page, '#/object?id=urn:example:held');
  await page.getByText('There is no object with this identifier.').first().waitFor();

  // A damaged object is explained, with the rule and its place.
  await browser.go(page, '#/validations');
  await page.getByLabel('How').selectOption('structure');
  await page.getByRole('button', { name: 'Start a validation' }).click();
  await page.getByText(/All is valid|read/).first().waitFor();

  // Uploads that nobody uses are removed after a question.
  const stage = await browser.api('POST', 'stages', {});
  await browser.api('PUT', `stages/${stage.id}/files/a.txt`, 'a');
  await browser.go(page, '#/service');
  await page.getByText('Everything that updates need works.').first().waitFor();
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Remove them' }).click();
  await until('the stage is gone', async () => (await browser.api('GET', 'stages')).stages.length === 0);
}
