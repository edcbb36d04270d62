#!/usr/bin/env bash
# npm @ocfl/ocfl-fs 0.2.2 (with @ocfl/ocfl 0.2.2).
#
# object.import(folder) of a folder with six identical files. Expected: one content file, or six that the manifest lists.
# Seen: files are imported side by side, each before another is in the inventory, so more than one is written to
# v1/content (all six here) and the manifest lists one. The object is invalid: E023, content files that no manifest
# entry names.
# Exit 1 when every content file is in the manifest.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @ocfl/ocfl-fs@0.2.2
cat > run.js <<'JS'
const ocfl = require('@ocfl/ocfl-fs'), fs = require('fs'), path = require('path');
(async () => {
  fs.mkdirSync('source');
  for (let i = 0; i < 6; i++) fs.writeFileSync(`source/file${i}`, 'same');
  fs.mkdirSync('root');
  const storage = ocfl.storage({ root: path.resolve('root') });
  await storage.create();
  const object = storage.object('urn:example:1');
  await object.import(path.resolve('source'));
  const inventory = JSON.parse(fs.readFileSync(path.join(object.root, 'inventory.json'), 'utf8'));
  const listed = Object.values(inventory.manifest).flat().length;
  const stored = fs.readdirSync(path.join(object.root, 'v1/content')).length;
  console.log(`${stored} content files, ${listed} in the manifest`);
  process.exit(stored > listed ? 0 : 1);
})();
JS
node run.js
# Output seen:
# 6 content files, 1 in the manifest
