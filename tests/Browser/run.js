// Runs one scenario against a service that runs: {scenario, address, folder, chromium, shots, key} as JSON in, its notes as JSON out.
import { text } from 'node:stream/consumers';
import { open } from './browser.js';

const question = JSON.parse(await text(process.stdin));
const { default: run } = await import(`./scenarios/${question.scenario}.js`);
const browser = await open(question);
try {
  const notes = await run(browser, question);
  browser.requireNoFaults();
  process.stdout.write(JSON.stringify({ notes: notes ?? {} }));
} catch (failure) {
  await browser.shootFailure(question.scenario);
  process.stderr.write(`${failure.stack ?? failure}\n${browser.faults.join('\n')}\n`);
  process.exitCode = 1;
} finally {
  await browser.close();
}
