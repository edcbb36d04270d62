#!/usr/bin/env bash
# npm azurite 3.35.0 with @azure/storage-blob 12.34.0.
#
# A block is staged, then the blob is written as a whole by Put Blob, then the block is committed. Expected: 400
# InvalidBlockList: Put Blob discards the uncommitted blocks of its name (Azure's page of Put Block, "Remarks").
# Seen: Get Block List still shows the block after Put Blob, and Put Block List commits it: the whole blob is replaced by
# the late block. A slow writer that lost its race overwrites the winner on the emulator, and fails in
# Azure.
# Exit 1 when the commit is refused.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund azurite@3.35.0 @azure/storage-blob@12.34.0
cat > run.mjs <<'JS'
import { BlobServiceClient } from '@azure/storage-blob';
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
  try { await fetch(`http://127.0.0.1:${blobPort}/`); break; } catch (error) { if (tries > 300) throw error; }
  await new Promise(done => setTimeout(done, 200));
}
// The account and key that every Azurite has (its documentation, "Default storage account").
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const account = `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${key}`;
const outcome = async call => {
  try { await call(); return 'done'; } catch (error) { return `${error.statusCode} ${error.code ?? ''}`.trim(); }
};
const service = BlobServiceClient.fromConnectionString(`${account};BlobEndpoint=http://127.0.0.1:${blobPort}/devstoreaccount1`);
const container = service.getContainerClient('container');
await container.create();
const client = container.getBlockBlobClient('name');
const id = Buffer.from('block-1').toString('base64');
await client.stageBlock(id, 'late', 4);
await client.upload('whole', 5);
const uncommitted = (await client.getBlockList('all')).uncommittedBlocks?.length ?? 0;
const commit = await outcome(() => client.commitBlockList([id]));
const content = (await client.downloadToBuffer()).toString();
console.log(`uncommitted blocks after Put Blob: ${uncommitted}; commit: ${commit}; content: ${content}`);
process.exit(uncommitted === 1 && commit === 'done' && content === 'late' ? 0 : 1);
JS
node run.mjs
# Output seen:
# uncommitted blocks after Put Blob: 1; commit: done; content: late
