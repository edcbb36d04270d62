#!/usr/bin/env bash
# Each file in /run/secrets whose name is that of a setting becomes that setting; then the Functions host is started.
set -euo pipefail
shopt -s nullglob

for file in "${SECRETS_FOLDER:-/run/secrets}"/*; do
  name=${file##*/}
  if [[ -f $file && $name =~ ^[A-Za-z_][A-Za-z0-9_]*$ ]]; then
    export "$name=$(< "$file")"
  fi
done

exec "${FUNCTIONS_HOST_START:-/opt/startup/start_nonappservice.sh}"
