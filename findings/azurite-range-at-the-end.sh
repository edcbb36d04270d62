#!/usr/bin/env bash
# npm azurite 3.35.0 with @azure/storage-blob 12.34.0.
#
# Get Blob of 10 bytes with "Range: bytes=10-", as a reader sends it that resumes after the last byte. Expected: 416
# (RFC 9110, 15.5.17; Azure: InvalidRange).
# Seen: 206 with no bytes and "Content-Range: bytes 10-9/10", which is not a valid range (its last position is before
# its first; RFC 9110, 14.4). A client that takes 416 as "there is no more" does not see it on the emulator.
# Exit 1 when the answer is another.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund azurite@3.35.0 @azure/storage-blob@12.34.0
cat > run.mjs <<'JS'
import { BlobServiceClient, BlobSASPermissions } from '@azure/storage-blob';
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
await container.getBlockBlobClient('name').upload('0123456789', 10);
const url = await container.getBlobClient('name').generateSasUrl({
  permissions: BlobSASPermissions.parse('r'), expiresOn: new Date(Date.now() + 3600000) });
const answer = await fetch(url, { headers: { Range: 'bytes=10-' } });
const bytes = (await answer.arrayBuffer()).byteLength;
console.log(`${answer.status}, Content-Range: ${answer.headers.get('content-range')}, ${bytes} bytes`);
process.exit(answer.status === 206 && answer.headers.get('content-range') === 'bytes 10-9/10' && bytes === 0 ? 0 : 1);
JS
node run.mjs
# Output seen:
# 206, Content-Range: bytes 10-9/10, 0 bytes
