import { require, until } from '../browser.js';

// A service with server-sent events: each change is shown, and after a stream that ends the page continues after the last event.
export default async function (browser) {
  const page = await browser.start();
  const links = {};
  const before = { id: 'one', objectId: 'urn:example:events', status: 'Queued', createdAt: new Date().toISOString(), lastUpdatedAt: new Date().toISOString(), request: { objectId: 'urn:example:events', mode: 'replace' }, links };
  let polls = 0;
  await page.route('**/api/updates/one', route => { polls++; return route.fulfill({ json: before }); });
  const event = (id, kind, data) => `event: ${kind}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
  const asked = [];
  await page.route('**/api/updates/one/events', route => {
    asked.push(route.request().headers()['last-event-id']);
    const body = asked.length === 1 ? ': a comment\nretry: 1000\n\n' + event('a', 'status', { status: 'Running', phase: 'Copying', at: before.createdAt })
        + event('b', 'progress', { ahead: 0, sourceFiles: 4, sourceBytes: 4000, stagedFiles: 4, stagedBytes: 4000, stepsPlanned: 2, stepsDone: 1, bytesPlanned: 4000, bytesDone: 2000, running: [], retrying: [], committed: false })
        + event('c', 'step', { number: 1, name: 'copy v1/content/a.txt', bytes: 2000, state: 'done' })
      : asked.length === 2 ? event('d', 'step', { number: 2, name: 'copy v1/content/b.txt', bytes: 2000, state: 'running' })
        : event('e', 'end', { ...before, status: 'Completed', result: { outcome: 'Completed', version: 'v1', objectRoot: 'x', files: { added: 4, changed: 0, removed: 0, renamed: 0 }, steps: 2, alreadyDone: 0, bytes: 4000 } });
    return route.fulfill({ body, contentType: 'text/event-stream' });
  });
  await browser.go(page, '#/updates/one');
  await page.getByText('Version 1 was committed: 4 files added.').first().waitFor();
  await until('the streams are read', () => asked.length === 3);
  require(asked.join() === ',c,d', `The page continued after '${asked.join()}'.`);
  require(polls === 1, `The update was read ${polls} times.`);
}
