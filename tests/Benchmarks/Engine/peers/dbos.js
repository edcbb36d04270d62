// DBOS: workflows of this process on a PostgreSQL of its own in the folder, with PostgreSQL's defaults (fsync, synchronous_commit).
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { DBOS } from '@dbos-inc/dbos-sdk';
import { measure } from './measure.js';

const [folder] = process.argv.slice(2);
const port = 20_000 + process.pid % 20_000;
const data = join(folder, 'data');
const programs = findPrograms();

// PostgreSQL does not run as root.
const isRoot = process.getuid() === 0;
const user = isRoot ? { uid: idOf('-u'), gid: idOf('-g') } : {};
if (isRoot) {
  chownSync(folder, user.uid, user.gid);
}

execFileSync(join(programs, 'initdb'), ['-D', data, '-U', 'bench', '-A', 'trust'], { stdio: 'ignore', cwd: folder, ...user });
const server = spawn(
  join(programs, 'postgres'),
  ['-D', data, '-p', `${port}`, '-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${data}`],
  { stdio: 'ignore', cwd: folder, ...user },
);
process.on('exit', () => server.kill('SIGINT'));
await untilReady();
execFileSync(join(programs, 'createdb'), ['-h', '127.0.0.1', '-p', `${port}`, '-U', 'bench', 'bench'], { stdio: 'ignore', cwd: folder });

const activity = async () => null;
const workflows = {
  fanOut: DBOS.registerWorkflow(async (count) => {
    await Promise.all(Array.from({ length: count }, () => DBOS.runStep(activity, { name: 'nothing' })));
  }, { name: 'fanOut' }),
  row: DBOS.registerWorkflow(async (count) => {
    for (let i = 0; i < count; i++) {
      await DBOS.runStep(activity, { name: 'nothing' });
    }
  }, { name: 'row' }),
};
DBOS.setConfig({
  name: 'bench',
  systemDatabaseUrl: `postgresql://bench@127.0.0.1:${port}/bench`,
  runAdminServer: false,
  logLevel: 'error',
});
await DBOS.launch();
await measure((name, count) => {
  const workflow = workflows[name];
  return workflow(count);
});
await DBOS.shutdown();
server.kill('SIGINT');
process.exit(0);

function idOf(what) {
  return Number(execFileSync('id', [what, 'postgres'], { encoding: 'utf8' }));
}

function findPrograms() {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : [];
  const found = versions.map((version) => join(root, version, 'bin')).find((bin) => existsSync(join(bin, 'postgres')));
  if (!found) {
    throw new Error(`There is no PostgreSQL in ${root}.`);
  }

  return found;
}

async function untilReady() {
  for (let attempt = 1; ; attempt++) {
    try {
      execFileSync(join(programs, 'pg_isready'), ['-h', '127.0.0.1', '-p', `${port}`, '-U', 'bench'], { stdio: 'ignore', cwd: folder });
      return;
    } catch (error) {
      if (attempt === 120) {
        throw error;
      }

      await delay(500);
    }
  }
}
