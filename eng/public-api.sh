#!/usr/bin/env bash
# Rewrites PublicAPI.Unshipped.txt of each library: the public API that is not in PublicAPI.Shipped.txt.
#   eng/public-api.sh
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_UI_LANGUAGE=en

dotnet restore
for project in Ocfl Ocfl.AzureBlobs DurableTask.Sqlite OcflFunctions.Contracts OcflFunctions.Client; do
  list="src/$project/PublicAPI.Unshipped.txt"
  echo "#nullable enable" > "$list"
  # What the list lacks is a warning of the build, with the line to add in quotes.
  output=$(dotnet build "src/$project" --no-restore --no-incremental -nodeReuse:false -p:TreatWarningsAsErrors=false) || {
    echo "$output" >&2
    exit 1
  }
  sed -nE "s/.*: warning RS0016: Symbol '(.*)' is not part of the declared public API.*/\1/p" <<< "$output" \
    | LC_ALL=C sort -u >> "$list"
  echo "$list: $(($(wc -l < "$list") - 1)) lines"
done
