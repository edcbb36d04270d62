#!/usr/bin/env bash
# npm @ocfl/ocfl-fs 0.2.2 (with @ocfl/ocfl 0.2.2).
#
# Expected: a logical path with "." or empty elements is refused or made plain, and a path that lies below an existing
# file is refused (OCFL 1.1: E052, E095).
# Seen: the content path is made plain and the logical path is not: "./a//b" is stored as v1/content/a/b and
# recorded as "./a//b" in the state (E052). A later version takes "file/below" beside "file" (E095): no file system
# can hold that version.
# Exit 1 when one of the two is no longer so.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @ocfl/ocfl-fs@0.2.2
cat > run.js <<'JS'
const ocfl = require('@ocfl/ocfl-fs'), fs = require('fs'), path = require('path');
(async () => {
  fs.mkdirSync('root');
  const storage = ocfl.storage({ root: path.resolve('root') });
  await storage.create();
  const object = storage.object('urn:example:1');
  await object.update(async t => { await t.write('./a//b', '1'); await t.write('file', '2'); });
  await object.update(async t => { await t.write('file/below', '3'); });
  const { versions, manifest } = JSON.parse(fs.readFileSync(path.join(object.root, 'inventory.json'), 'utf8'));
  const logical = Object.values(versions.v2.state).flat().sort();
  console.log('logical:', logical.join(' '));
  console.log('content:', Object.values(manifest).flat().sort().join(' '));
  process.exit(logical.join(' ') === './a//b file file/below' ? 0 : 1);
})();
JS
node run.js
# Output seen:
# logical: ./a//b file file/below
# content: v1/content/a/b v1/content/file v2/content/file/below
