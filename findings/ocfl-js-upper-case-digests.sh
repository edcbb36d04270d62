#!/usr/bin/env bash
# npm @ocfl/ocfl-fs 0.2.2 (with @ocfl/ocfl 0.2.2).
#
# OCFL digests are hex, and hex may be in either case (specification, "Digests"; E096 and E097 speak of it).
# Expected: an object with upper-case digests in its manifest, or in its sidecar, reads like any other.
# Seen: a manifest in upper case with a state in lower case loads, and its file cannot be read ("Cannot find content");
# a sidecar in upper case is a "digest mismatch" although the digest is right.
# Exit 1 when one of the two can be read.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @ocfl/ocfl-fs@0.2.2
cat > run.js <<'JS'
const ocfl = require('@ocfl/ocfl-fs'), fs = require('fs'), path = require('path'), crypto = require('crypto');
const sha512 = text => crypto.createHash('sha512').update(text).digest('hex');
const read = async (name, change) => {
  const root = path.resolve(name);
  fs.mkdirSync(root);
  const storage = ocfl.storage({ root });
  await storage.create();
  const object = storage.object('urn:example:1');
  await object.update(async t => { await t.write('file', 'content'); });
  const file = path.join(object.root, 'inventory.json');
  let text = fs.readFileSync(file, 'utf8');
  if (change === 'manifest') {
    const inventory = JSON.parse(text);
    const upper = Object.entries(inventory.manifest).map(([digest, paths]) => [digest.toUpperCase(), paths]);
    inventory.manifest = Object.fromEntries(upper);
    text = JSON.stringify(inventory);
  }
  const sidecar = change === 'sidecar' ? sha512(text).toUpperCase() : sha512(text);
  for (const folder of [object.root, path.join(object.root, 'v1')]) {
    fs.writeFileSync(path.join(folder, 'inventory.json'), text);
    fs.writeFileSync(path.join(folder, 'inventory.json.sha512'), `${sidecar} inventory.json\n`);
  }
  try {
    const again = ocfl.storage({ root });
    await again.load();
    return await again.object('urn:example:1').getFile('file').text();
  } catch (error) {
    return error.message.includes('digest mismatch') ? 'digest mismatch' : error.message.replace(/ in the.*/, '');
  }
};
(async () => {
  const plain = await read('plain');
  const [manifest, sidecar] = [await read('upper-manifest', 'manifest'), await read('upper-sidecar', 'sidecar')];
  console.log(`plain: ${plain}\nmanifest in upper case: ${manifest}\nsidecar in upper case: ${sidecar}`);
  process.exit(plain === 'content' && manifest.startsWith('Cannot find content') && sidecar === 'digest mismatch' ? 0 : 1);
})();
JS
node run.js
# Output seen:
# plain: content
# manifest in upper case: Cannot find content "{  }"
# sidecar in upper case: digest mismatch
