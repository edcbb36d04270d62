// Restate: a server of one node with its data in the folder, and a service of this process. Every flush is left as it is by default.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as restate from '@restatedev/restate-sdk';
import { measure } from './measure.js';

const [folder] = process.argv.slice(2);
const [ingress, admin, node, service] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
const activity = () => null;
const bench = restate.service({
  name: 'bench',
  handlers: {
    fanOut: async (context, count) => {
      await restate.RestatePromise.all(Array.from({ length: count }, () => context.run('nothing', activity)));
    },
    row: async (context, count) => {
      for (let i = 0; i < count; i++) {
        await context.run('nothing', activity);
      }
    },
  },
});
await restate.serve({ services: [bench], port: service, logger: () => {} });

const packages = createRequire(import.meta.url);
const program = join(dirname(packages.resolve('@restatedev/restate-server-linux-x64/package.json')), 'bin', 'restate-server');
const server = spawn(program, ['--base-dir', folder, '--node-name', 'bench', '--bind-address', `127.0.0.1:${node}`], {
  stdio: ['ignore', 'ignore', 'ignore'],
  env: {
    ...process.env,
    RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
    RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
    RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${node}`,
    RESTATE_DISABLE_TELEMETRY: 'true',
  },
});
process.on('exit', () => server.kill('SIGKILL'));
await retry(async () => {
  await post(`http://127.0.0.1:${admin}/deployments`, { uri: `http://127.0.0.1:${service}` });
});
await measure((name, count) => post(`http://127.0.0.1:${ingress}/bench/${name}`, count));
process.exit(0);

async function post(url, body) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) {
    throw new Error(`${url} answered ${answer.status}: ${text}`);
  }
}

async function retry(work) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 120) {
        throw error;
      }

      await delay(500);
    }
  }
}

async function freePort() {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}
