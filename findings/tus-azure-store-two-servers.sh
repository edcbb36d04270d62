#!/usr/bin/env bash
# npm @tus/azure-store 2.0.2 with @tus/server 2.4.5, on Azurite 3.35.0.
#
# Two servers in front of one container, as behind a load balancer. One upload of 5 bytes is made on the first; the
# second is asked for its offset; 2 bytes go to the first; all 5 go to the second from where it says the upload is.
# Expected: the second sees offset 2, or refuses the bytes: an offset is what the storage has.
# Seen: each server keeps the offset that it saw first in a memory of its own (MemoryKvStore by default). The second
# still says 0, appends all 5 bytes behind the 2 that are there, and answers 204 with Upload-Offset 5. The upload counts
# as complete, and its blob has 7 bytes, "heHello". The append is not conditional on a position, though append blobs
# have such a condition (appendpos).
# Exit 1 when the blob is right, or the bytes are refused.
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
const [first, second] = [await serve(), await serve()];
const upload = await create(first, 5);
const same = upload.replace(first, second);
await tus('HEAD', same);
await patch(upload, 0, 'he');
const offset = (await tus('HEAD', same)).headers.get('upload-offset');
const answer = await patch(same, Number(offset), 'Hello'.slice(Number(offset)));
const blob = (await container.getBlobClient(upload.split('/').pop()).downloadToBuffer()).toString();
console.log(`second says offset ${offset}, then ${answer.status} with offset ${answer.headers.get('upload-offset')}; blob: ${blob}`);
process.exit(offset === '0' && answer.status === 204 && blob === 'heHello' ? 0 : 1);
JS
node run.mjs
# Output seen:
# second says offset 0, then 204 with offset 5; blob: heHello
