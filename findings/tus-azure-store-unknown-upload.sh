#!/usr/bin/env bash
# npm @tus/azure-store 2.0.2 with @tus/server 2.4.5, on Azurite 3.35.0.
#
# HEAD and PATCH of an upload that does not exist (or that was removed). Expected: 404, as @tus/file-store answers, and
# as tus 1.0.0 asks for (404, 410 or 403 without Upload-Offset): a client then makes a new upload.
# Seen: 500 for both. Clients take 500 as transient and try again.
# Exit 1 when the answer is another.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @tus/server@2.4.5 @tus/azure-store@2.0.2 @azure/storage-blob@12.34.0 azurite@3.35.0
cat > run.mjs <<'JS'
import { Server } from '@tus/server';
import { AzureStore } from '@tus/azure-store';
import { BlobServiceClient } from '@azure/storage-blob';
import { spawn } from 'node:child_process';
import http from 'node:http';
import net from 'node:net';

const listen = server => new Promise(done => server.listen(0, '127.0.0.1', () => done(server.address().port)));
const free = net.createServer();
const port = await listen(free);
await new Promise(done => free.close(done));
const azurite = spawn('node', ['node_modules/azurite/dist/src/blob/main.js', '--silent', '--blobPort', port, '--location', 'azurite',
  '--skipApiVersionCheck', '--disableTelemetry'], { stdio: 'ignore' });
process.on('exit', () => azurite.kill());
for (let tries = 0; ; tries++) {
  try { await fetch(`http://127.0.0.1:${port}/`); break; } catch (error) { if (tries > 100) throw error; }
  await new Promise(done => setTimeout(done, 200));
}
// The account and key that every Azurite has (its documentation, "Default storage account").
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const service = BlobServiceClient.fromConnectionString(
  `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${key};BlobEndpoint=http://127.0.0.1:${port}/devstoreaccount1`);
const container = service.getContainerClient('uploads');
await container.create();
const serve = async () => {
  const server = new Server({ path: '/files', datastore: new AzureStore({ client: container }) });
  return `http://127.0.0.1:${await listen(http.createServer((request, response) => server.handle(request, response)))}/files`;
};
const tus = (method, url, headers = {}, body) => fetch(url, { method, headers: { 'Tus-Resumable': '1.0.0', ...headers }, body });
const create = async (url, length) => (await tus('POST', url, { 'Upload-Length': String(length) })).headers.get('location');
const patch = (url, offset, body) =>
  tus('PATCH', url, { 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' }, body);
const url = `${await serve()}/0123456789abcdef0123456789abcdef`;
const answers = [(await tus('HEAD', url)).status, (await patch(url, 0, 'x')).status];
console.log(`HEAD ${answers[0]}, PATCH ${answers[1]}`);
process.exit(answers.every(status => status === 500) ? 0 : 1);
JS
node run.mjs
# Output seen:
# HEAD 500, PATCH 500
