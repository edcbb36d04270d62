#!/usr/bin/env bash
# npm @ocfl/ocfl-fs 0.2.2 (with @ocfl/ocfl 0.2.2), layout 0003-hash-and-id-n-tuple-storage-layout.
#
# Expected: the encapsulation directory is the percent-encoded id as extension 0003 defines it: A-Z a-z 0-9 - _ stay as
# they are, every other byte becomes %xx in lower case, and an encoded id over 100 characters is cut at 100 and gets
# "-" and the digest of the id.
# Seen: three differences, each of which puts the object where no other OCFL tool looks for it.
#   1. Letters of the id are changed to lower case: "Object-01" is in ".../object-01".
#   2. Unsafe characters that encodeURIComponent leaves alone (! ' ( ) * ~) are not encoded: "a~b" is in ".../a~b", not "a%7eb".
#   3. A long encoded id is not cut: 101 letters give a name of 101 characters without a digest.
# Exit 1 when one of the three is no longer so.
set -euo pipefail
dir=$(mktemp -d); trap 'rm -rf "$dir"' EXIT; cd "$dir"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @ocfl/ocfl-fs@0.2.2
cat > run.js <<'JS'
const ocfl = require('@ocfl/ocfl-fs'), fs = require('fs'), path = require('path');
(async () => {
  const names = [];
  const long = 'abcdefghij'.repeat(10) + 'a';
  for (const [number, id] of ['Object-01', 'a~b', long].entries()) {
    const root = path.join(__dirname, 'root' + number);
    fs.mkdirSync(root);
    const storage = ocfl.storage({ root, layout: { extensionName: '0003-hash-and-id-n-tuple-storage-layout' } });
    await storage.create();
    const object = storage.object(id);
    await object.update(async t => { await t.write('file', 'content'); });
    names.push(path.basename(object.root));
  }
  console.log(names.join('\n'));
  process.exit(names[0] === 'object-01' && names[1] === 'a~b' && names[2] === long ? 0 : 1);
})();
JS
node run.js
# Output seen:
# object-01
# a~b
# abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghija
