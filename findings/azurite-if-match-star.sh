#!/usr/bin/env bash
# npm azurite 3.35.0 with @azure/storage-blob 12.34.0.
#
# "If-Match: *" on a blob that does not exist. Expected: 412, as for any other If-Match there: the wildcard means "only if
# the resource exists" (RFC 9110, 13.1.1; Azure's "Specifying conditional headers for Blob service operations").
# Seen: Put Blob, Put Block List, creation of an append blob and Copy Blob From URL all make the blob. An If-Match with
# an ETag is refused with 412, so only the wildcard is affected. "Replace, never create" passes its tests on the
# emulator by creating.
# Exit 1 when one of the four is refused.
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
const conditions = { ifMatch: '*' };
await container.getBlockBlobClient('source').upload('x', 1);
const seen = {
  'Put Blob': await outcome(() => container.getBlockBlobClient('absent1').upload('x', 1, { conditions })),
  'Put Block List': await outcome(() => container.getBlockBlobClient('absent2').commitBlockList([], { conditions })),
  'append blob': await outcome(() => container.getAppendBlobClient('absent3').create({ conditions })),
  'Copy Blob From URL': await outcome(() =>
    container.getBlobClient('absent4').syncCopyFromURL(container.getBlobClient('source').url, { conditions })),
  'Put Blob with an ETag': await outcome(() =>
    container.getBlockBlobClient('absent5').upload('x', 1, { conditions: { ifMatch: '"0x8DE0000000000000"' } })),
};
for (const [operation, result] of Object.entries(seen)) console.log(`${operation}: ${result}`);
const { 'Put Blob with an ETag': withETag, ...star } = seen;
process.exit(withETag === '412 ConditionNotMet' && Object.values(star).every(result => result === 'done') ? 0 : 1);
JS
node run.mjs
# Output seen:
# Put Blob: done
# Put Block List: done
# append blob: done
# Copy Blob From URL: done
# Put Blob with an ETag: 412 ConditionNotMet
