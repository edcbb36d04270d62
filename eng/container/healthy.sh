#!/usr/bin/env bash
# Asks the app whether it is ready: the image has no curl.
set -euo pipefail

exec 3<> "/dev/tcp/127.0.0.1/${HEALTH_PORT:-8080}"
printf 'GET /api/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&3
read -r -t 12 _ status _ <&3
[[ $status == 200 ]]
