#!/usr/bin/env bash
# npm @ocfl/ocfl-fs 0.2.2 (with @ocfl/ocfl 0.2.2).
#
# A file is written with createWriteStream, and its last bytes are given to end(chunk), as any Node.js stream allows.
# Expected: the digest in the manifest is that of the bytes stored.
# Seen: the digest is taken from calls of write(chunk) only. The bytes of end(chunk) are stored and not hashed: a file
# written by end('content') alone has the digest of no bytes (cf83e135...). The update succeeds, and the object is
# invalid (E092).
# Exit 1 when the digest is that of the content.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @ocfl/ocfl-fs@0.2.2
cat > run.js <<'JS'
const ocfl = require('@ocfl/ocfl-fs'), fs = require('fs'), path = require('path'), crypto = require('crypto');
const sha512 = text => crypto.createHash('sha512').update(text).digest('hex');
(async () => {
  fs.mkdirSync('root');
  const storage = ocfl.storage({ root: path.resolve('root') });
  await storage.create();
  const object = storage.object('urn:example:1');
  await object.update(async t => {
    const stream = await t.createWriteStream('file');
    await new Promise(done => { stream.on('close', done); stream.end('content'); });
  });
  const digest = Object.keys((await object.getInventory()).manifest)[0];
  const stored = fs.readFileSync(path.join(object.root, 'v1/content/file'), 'utf8');
  console.log(`stored: ${stored}, recorded: ${digest.slice(0, 8)}, right: ${sha512(stored).slice(0, 8)}`);
  process.exit(stored === 'content' && digest === sha512('') ? 0 : 1);
})();
JS
node run.js
# Output seen:
# stored: content, recorded: cf83e135, right: b2d1d285
