import { add, hold, narrow, require, requireNoSideScroll, wide } from '../browser.js';

// Names and texts that try to be more than text.
export default async function (browser, { folder }) {
  const id = '<img src=x onerror=window.hacked=1>"\'&\u202Efdp.exe';
  const script = '<script>window.hacked=1</script>';
  const evil = {
    [`${script}.html`]: `<!doctype html>${script}<img src=x onerror=parent.hacked=1>`, 'a\u202Etxt.exe': 'turned', 'b\u200B\uFEFF.txt': 'hidden', ['long-'.repeat(40) + '.txt']: 'long',
    'picture.svg': `<svg xmlns="http://www.w3.org/2000/svg" onload="window.hacked=1"><script>window.hacked=1</script><rect width="9" height="9"/></svg>`,
    'not-a-picture.png': script, 'javascript:alert(1)/x.txt': 'x', 'שלום/مرحبا.txt': 'right to left',
  };
  const made = await add(browser, id, evil, { message: `${script}\u202E\u200B`, user: { name: '"><svg onload=window.hacked=1>', address: 'javascript:window.hacked=1' } });
  require(made.status === 'Completed', made.error?.message);
  await hold(browser, folder, `${id}-held`, 'a &lt; b');
  const { id: check } = await browser.api('POST', 'validations', { objectId: id });
  const views = ['#/', '#/updates', '#/updates?' + new URLSearchParams({ objectId: id }), '#/updates/' + made.id, '#/objects', '#/objects?' + new URLSearchParams({ prefix: id }), '#/object?' + new URLSearchParams({ id }),
    '#/object?' + new URLSearchParams({ id, view: 'versions' }), '#/object?' + new URLSearchParams({ id, view: 'changes' }), '#/new?' + new URLSearchParams({ object: id }), '#/validations/' + check,
    '#/updates/' + encodeURIComponent(script), '#/object?' + new URLSearchParams({ id, version: script }), '#/' + script, ...Object.keys(evil).map(path => '#/object?' + new URLSearchParams({ id, path }))];
  for (const viewport of [wide, narrow]) {
    const page = await browser.start({ viewport });
    for (const hash of views) {
      await browser.go(page, hash);
      await page.locator('h1').waitFor();
      await page.waitForFunction(() => !document.querySelector('.loading'));
      require(await page.evaluate(() => window.hacked === undefined && !document.querySelector('#view script, #view iframe, #view object, #view [onerror], #view [onload]')), `Something ran or is markup in ${hash}.`);
      require(await page.evaluate(() => ![...document.querySelectorAll('#view a')].some(a => !/^(https?:|blob:)/.test(a.href))), `A link leads elsewhere in ${hash}.`);
      require(await page.evaluate(() => !/[\u0000-\u0008\u000e-\u001f\u200b\u202a-\u202e\ufeff]/.test(document.getElementById('view').innerText)), `A hidden character is shown as it is in ${hash}.`);
      await requireNoSideScroll(page, hash);
    }
    await browser.go(page, '#/object?' + new URLSearchParams({ id }));
    await page.getByRole('treeitem').first().waitFor();
    require(await page.locator('.sign', { hasText: 'U+202E' }).count() > 0, 'The character that turns the direction is not shown.');
    await browser.check(page, 'hostile names');
    await browser.shoot(page, `hostile-${viewport.width}`);
  }
}
