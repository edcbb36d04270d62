import { add, hold, narrow, require, until, wide } from '../browser.js';

// Each action acts, and those that destroy ask before: with the mouse in a wide window, with the keyboard in a narrow one.
export default async function (browser, { folder }) {
  await run(browser, folder, 'mouse', wide);
  await run(browser, folder, 'keyboard', narrow);
}

async function run(browser, folder, by, viewport) {
  const id = 'urn:example:held-' + by;
  const act = async locator => {
    if (by === 'mouse') return locator.click();
    await locator.focus();
    return locator.press('Enter');
  };
  const page = await browser.start({ viewport });
  const status = async id => (await browser.api('GET', 'updates/' + id)).status;

  // Held: it says what to do; retry continues.
  const first = await hold(browser, folder, id, by);
  await browser.go(page, '#/updates?status=Held');
  await act(page.locator('a.row-main').first());
  await page.getByText('What to do:').first().waitFor();
  require(await page.getByText('Retry when the cause is fixed').or(page.getByText('Then retry')).count() > 0, 'It does not say what to do.');

  // An update of the same object waits behind it, and can be paused, resumed and cancelled.
  const { id: second } = await browser.api('POST', 'updates', { objectId: id, source: { directory: by }, message: 'Behind it' });
  const other = await browser.start({ viewport });
  await browser.go(other, '#/updates/' + second);
  await other.getByText('It waits for 1 earlier update of the same object.').first().waitFor();
  await act(other.getByRole('button', { name: 'Suspend' }));
  await other.getByText('It is suspended').first().waitFor();
  require(await status(second) === 'Suspended', 'It is not suspended.');
  await act(other.getByRole('button', { name: 'Resume' }));
  await other.getByRole('button', { name: 'Suspend' }).waitFor();
  await act(other.getByRole('button', { name: 'Cancel' }));
  await other.getByRole('dialog').getByText('Cancel this update?').first().waitFor();
  await act(other.getByRole('button', { name: 'Go back' }));
  require(await status(second) !== 'Cancelled', 'It was cancelled without an answer.');
  require(await other.evaluate(() => document.activeElement.id) === 'do-cancel', 'The focus is not back on the button.');
  await other.keyboard.press('Enter');
  await other.keyboard.press('Escape');
  await other.getByRole('dialog').waitFor({ state: 'detached' });
  await act(other.getByRole('button', { name: 'Cancel' }));
  await act(other.getByRole('button', { name: 'Cancel the update' }));
  await other.getByText('It was cancelled.').first().waitFor();

  first.fix();
  await act(page.getByRole('button', { name: 'Retry' }));
  await page.getByText('Version 1 was committed').first().waitFor();
  await page.getByText('What happened, and when').first().waitFor();

  // An earlier version is brought back as a new one.
  await add(browser, id, { 'new.txt': 'new' }, { message: 'Only this' });
  await browser.go(page, `#/object?id=${id}&view=versions`);
  await act(page.getByRole('button', { name: 'Bring back' }));
  await act(page.getByRole('button', { name: 'Make the new version' }));
  await page.getByText('Version 3 was committed').first().waitFor();

  // A purge asks for the identifier, a reason and a name.
  await browser.go(page, `#/object?id=${id}&view=versions`);
  await act(page.locator('#purge'));
  await act(page.getByRole('button', { name: 'Remove the object', exact: true }));
  await page.getByRole('alert').getByText('The identifier is not the same.').first().waitFor();
  await page.getByLabel('Type the identifier once more').fill(id);
  await page.getByLabel('Why').fill('A takedown');
  await page.getByLabel('Your name').fill('Ada');
  await act(page.getByRole('button', { name: 'Remove the object', exact: true }));
  await until('the object is gone', () => page.getByRole('heading', { name: 'Objects' }).isVisible());
  await browser.go(page, '#/object?id=' + id);
  await page.getByText('There is no object with this identifier.').first().waitFor();

  // A damaged object is explained, with the rule and its place.
  await browser.go(page, '#/validations');
  await page.getByLabel('How').selectOption('structure');
  await act(page.getByRole('button', { name: 'Start a validation' }));
  await page.getByText(/All is valid|read/).first().waitFor();

  // Uploads that nobody uses are removed after a question.
  const stage = await browser.api('POST', 'stages', {});
  await browser.api('PUT', `stages/${stage.id}/files/a.txt`, 'a');
  await browser.go(page, '#/service');
  await page.getByText('Everything that updates need works.').first().waitFor();
  await act(page.getByRole('button', { name: 'Remove' }));
  await act(page.getByRole('button', { name: 'Remove them' }));
  await until('the stage is gone', async () => (await browser.api('GET', 'stages')).stages.length === 0);
}
