#!/usr/bin/env bash
# npm @ocfl/ocfl-fs 0.2.2 (with @ocfl/ocfl 0.2.2).
#
# Two updates of one object in one process, each on an instance of its own, each adds one file. Expected: both are
# committed one after the other, or one is refused and the object is as the other left it.
# Seen in 10 of 10 runs: both write into one staging folder (extensions/workspace/.../v2). At least one is refused, with
# ENOENT of the other's rename. The object is not valid afterwards: v2/content holds a file that no inventory lists
# (E023).
# Exit 1 when the object is valid in one of ten runs.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @ocfl/ocfl-fs@0.2.2
cat > run.js <<'JS'
const ocfl = require('@ocfl/ocfl-fs'), fs = require('fs'), path = require('path');
const add = name => t => t.write(name, name);
const state = object => {
  let inventory;
  try { inventory = JSON.parse(fs.readFileSync(path.join(object.root, 'inventory.json'), 'utf8')); } catch { return 'no inventory'; }
  const listed = Object.values(inventory.manifest).flat();
  const versions = fs.readdirSync(object.root).filter(name => /^v\d+$/.test(name));
  if (versions.length !== Object.keys(inventory.versions).length) return 'a version directory that the inventory does not name';
  for (const version of versions) {
    const content = path.join(object.root, version, 'content');
    for (const name of fs.existsSync(content) ? fs.readdirSync(content) : [])
      if (!listed.includes(`${version}/content/${name}`)) return 'a content file that the inventory does not list';
  }
  return listed.every(file => fs.existsSync(path.join(object.root, file))) ? 'valid' : 'content missing';
};
(async () => {
  const seen = {};
  for (let run = 0; run < 10; run++) {
    const root = path.resolve('root' + run);
    fs.mkdirSync(root);
    const storage = ocfl.storage({ root });
    await storage.create();
    await storage.object('urn:example:1').update(add('first'));
    const both = [storage.object('urn:example:1'), storage.object('urn:example:1')];
    await Promise.allSettled([both[0].update(add('b')), both[1].update(add('c'))]);
    const found = state(both[0]);
    seen[found] = (seen[found] ?? 0) + 1;
  }
  console.log(JSON.stringify(seen));
  process.exit(seen.valid ? 1 : 0);
})();
JS
node run.js
# Output seen:
# {"a content file that the inventory does not list":10}
