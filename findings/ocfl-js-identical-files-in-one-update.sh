#!/usr/bin/env bash
# npm @ocfl/ocfl-fs 0.2.2 (with @ocfl/ocfl 0.2.2).
#
# Two identical files that are written in one update are stored once, under the path of the first. Expected: the second
# keeps its content when the first is removed, renamed or written again within the same update.
# Seen: the update succeeds, and the stored file is removed, moved or overwritten although the manifest still needs it.
# The committed object is invalid (E092, content missing or with another digest), and the content of the second is lost.
# Exit 1 when that is no longer so.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @ocfl/ocfl-fs@0.2.2
cat > run.js <<'JS'
const ocfl = require('@ocfl/ocfl-fs'), fs = require('fs'), path = require('path'), crypto = require('crypto');
const sha512 = bytes => crypto.createHash('sha512').update(bytes).digest('hex');
const second = {
  removed: t => t.remove('first'),
  renamed: t => t.rename('first', 'third'),
  overwritten: t => t.write('first', 'other'),
};
(async () => {
  const seen = [];
  for (const [name, change] of Object.entries(second)) {
    const root = path.join(__dirname, name);
    fs.mkdirSync(root);
    const storage = ocfl.storage({ root });
    await storage.create();
    const object = storage.object('urn:example:1');
    await object.update(async t => { await t.write('first', 'same'); await t.write('second', 'same'); await change(t); });
    const inventory = JSON.parse(fs.readFileSync(path.join(object.root, 'inventory.json'), 'utf8'));
    const digest = Object.entries(inventory.versions.v1.state).find(([, paths]) => paths.includes('second'))[0];
    const file = path.join(object.root, inventory.manifest[digest][0]);
    const state = !fs.existsSync(file) ? 'missing' : sha512(fs.readFileSync(file)) === digest ? 'intact' : 'another content';
    seen.push(`first ${name}: content of second is ${state}`);
  }
  console.log(seen.join('\n'));
  process.exit(seen.every(line => !line.endsWith('intact')) ? 0 : 1);
})();
JS
node run.js
# Output seen:
# first removed: content of second is missing
# first renamed: content of second is missing
# first overwritten: content of second is another content
