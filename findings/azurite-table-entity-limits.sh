#!/usr/bin/env bash
# npm azurite 3.35.0 with @azure/data-tables 13.3.2.
#
# Azure Table Storage takes at most 64 KiB a string, 1 MiB an entity and 252 properties of one's own ("Understanding the
# Table service data model"). The Durable Task Framework keeps its history and instances in such entities. Expected: the
# emulator refuses what Azure refuses.
# Seen: only the limit of one string is checked. An entity of 1.28 MB and one of 260 properties are stored, so a test on
# the emulator does not find what fails in Azure with 413 EntityTooLarge and 400 TooManyProperties.
# Exit 1 when one of the two is refused.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund azurite@3.35.0 @azure/data-tables@13.3.2
cat > run.mjs <<'JS'
import { TableClient } from '@azure/data-tables';
import { spawn } from 'node:child_process';
import net from 'node:net';

const free = () => new Promise(done => {
  const server = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => done(port));
  });
});
const [blobPort, queuePort, tablePort] = [await free(), await free(), await free()];
const azurite = spawn('node', ['node_modules/azurite/dist/src/azurite.js', '--silent', '--skipApiVersionCheck', '--disableTelemetry',
  '--location', 'azurite', '--blobPort', blobPort, '--queuePort', queuePort, '--tablePort', tablePort], { stdio: 'ignore' });
process.on('exit', () => azurite.kill());
for (let tries = 0; ; tries++) {
  try { await fetch(`http://127.0.0.1:${tablePort}/`); break; } catch (error) { if (tries > 300) throw error; }
  await new Promise(done => setTimeout(done, 200));
}
// The account and key that every Azurite has (its documentation, "Default storage account").
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const account = `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${key}`;
const outcome = async call => {
  try { await call(); return 'done'; } catch (error) { return `${error.statusCode} ${error.code ?? ''}`.trim(); }
};
const table = TableClient.fromConnectionString(
  `${account};TableEndpoint=http://127.0.0.1:${tablePort}/devstoreaccount1`, 'Instances', { allowInsecureConnection: true });
await table.createTable();
const properties = (count, value) => Object.fromEntries([...Array(count).keys()].map(n => [`p${n}`, value]));
const create = (rowKey, more) => outcome(() => table.createEntity({ partitionKey: 'p', rowKey, ...more }));
const seen = {
  'one string of 32,769 characters': await create('1', properties(1, 'x'.repeat(32769))),
  '20 strings of 32,000 characters (1.28 MB)': await create('2', properties(20, 'x'.repeat(32000))),
  '260 properties': await create('3', properties(260, 1)),
};
for (const [entity, result] of Object.entries(seen)) console.log(`${entity}: ${result}`);
const [one, large, many] = Object.values(seen);
process.exit(one.startsWith('400') && large === 'done' && many === 'done' ? 0 : 1);
JS
node run.mjs
# Output seen:
# one string of 32,769 characters: 400
# 20 strings of 32,000 characters (1.28 MB): done
# 260 properties: done
