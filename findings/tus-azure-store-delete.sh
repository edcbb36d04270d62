#!/usr/bin/env bash
# npm @tus/azure-store 2.0.2 with @tus/server 2.4.5, on Azurite 3.35.0.
#
# The store does not have the termination extension, and OPTIONS says so. Expected: DELETE of an upload is refused.
# Seen: DELETE answers 204, which means "terminated" to a client, and the upload and its blob are still there.
# Exit 1 when DELETE is refused, or the upload is gone.
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
const url = await serve();
const extensions = (await tus('OPTIONS', url)).headers.get('tus-extension');
const upload = await create(url, 5);
const removed = await tus('DELETE', upload);
const after = await tus('HEAD', upload);
const exists = await container.getBlobClient(upload.split('/').pop()).exists();
console.log(`extensions: ${extensions}; DELETE ${removed.status}, then HEAD ${after.status}, blob exists: ${exists}`);
process.exit(!extensions.includes('termination') && removed.status === 204 && after.status === 200 && exists ? 0 : 1);
JS
node run.mjs
# Output seen:
# extensions: creation,creation-defer-length; DELETE 204, then HEAD 200, blob exists: true
