import { add, narrow, require } from '../browser.js';

// The same without a mouse, in a narrow window: every control is reached with the Tab key.
export default async function (browser) {
  const page = await browser.start({ viewport: narrow });
  await browser.go(page);
  await page.getByText('The archive is empty').first().waitFor();
  // Where nothing has the focus, the text is not that of the whole page.
  const focused = () => page.evaluate(() => { const e = document.activeElement; return e.matches('body, main') ? '' : [e.labels?.[0]?.textContent, e.getAttribute('aria-label'), e.textContent].filter(Boolean).join(' '); });
  const reach = async (what, key = 'Tab') => {
    // What is still being read comes later.
    for (const end = Date.now() + 20_000; Date.now() < end;) {
      await page.keyboard.press(key);
      if ((await focused()).includes(what)) return;
    }
    throw new Error(`The Tab key does not reach '${what}'.`);
  };
  const requireFocusOn = async tag => require(await page.evaluate(wanted => document.activeElement.matches(wanted), tag), `The focus is not on ${tag} but on '${await focused()}'.`);

  await page.keyboard.press('Tab');
  require((await focused()) === 'Skip to content', 'The first stop is not the link that skips the menu.');
  await page.keyboard.press('Enter');
  await requireFocusOn('main');
  await reach('Add files');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Add files' }).waitFor();
  await requireFocusOn('h1');
  await reach('Identifier');
  await page.keyboard.type('urn:example:keys');
  await reach('On this computer');
  await page.keyboard.press('ArrowDown');
  await page.getByLabel('Folder', { exact: true }).waitFor();
  await reach('Folder');
  await page.keyboard.type('nowhere');
  await reach('Start the update');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('There is no such folder').first().waitFor();
  await reach('In a folder of the service', 'Shift+Tab');
  await page.keyboard.press('ArrowUp');
  const chooser = page.waitForEvent('filechooser');
  await reach('Choose files');
  await page.keyboard.press('Enter');
  await (await chooser).setFiles([{ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('A') }, { name: 'b.txt', mimeType: 'text/plain', buffer: Buffer.from('B') }]);
  await reach('Remove b.txt');
  await page.keyboard.press('Enter');
  await page.getByText('1 file').first().waitFor();
  await reach('Upload and start');
  await page.keyboard.press('Enter');
  await page.getByText('Version 1 was committed: 1 file added.').first().waitFor();
  await reach('See the object');
  await page.keyboard.press('Enter');
  await page.getByRole('treeitem').first().waitFor();
  await reach('a.txt');
  await page.keyboard.press('Enter');
  await page.locator('.text').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.preview').waitFor({ state: 'detached' });

  // A tree by arrows.
  await add(browser, 'urn:example:tree', { 'a/b/c.txt': 'C', 'a/d.txt': 'D', 'e.txt': 'E' });
  await browser.go(page, '#/object?id=urn:example:tree');
  await page.getByRole('treeitem').first().waitFor();
  await reach('a2 files');
  await page.keyboard.press('ArrowRight').catch(() => {});
  await page.keyboard.press('End');
  require((await focused()).startsWith('e.txt'), `End goes to '${await focused()}'.`);
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  const below = await focused();
  require(below.startsWith('b') || below.startsWith('d.txt'), `Below the folder is '${below}'.`);
  await page.keyboard.press('ArrowLeft');
  require((await focused()).startsWith('a'), 'ArrowLeft does not go to the folder.');

  // Back and forward move between views; the address has the view.
  await reach('Objects', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Objects' }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { name: 'urn:example:tree' }).waitFor();
  await reach('Validate');
  await page.keyboard.press('Enter');
  await page.getByText('The object is valid').first().waitFor();
}
