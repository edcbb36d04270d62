#!/usr/bin/env bash
# Publishes the functions app as the zip that Azure takes.
#   eng/publish.sh FILE.zip [-p:Version=1.2.3] [-p:DurableStorage=AzureStorage|SqlServer|AzureManaged]
# DurableStorage, which may be a variable of the environment as well, says where the Functions host keeps orchestrations.
set -euo pipefail
cd "$(dirname "$0")/.."
zip=${1:?"the zip"}
shift

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$(dirname "$zip")"
zip="$(cd "$(dirname "$zip")" && pwd)/$(basename "$zip")"
rm -f "$zip"
dotnet publish src/OcflFunctions --configuration Release --output "$scratch" -p:ContinuousIntegrationBuild=true "$@"
for needed in host.json worker.config.json .azurefunctions; do
  test -e "$scratch/$needed" || { echo "The app lacks $needed, without which the Functions host does not load it." >&2; exit 1; }
done
settings=$(dotnet msbuild src/OcflFunctions -getProperty:HostSettings "$@")
cmp --silent "src/OcflFunctions/$settings" "$scratch/host.json" || { echo "The app's host.json is not $settings: that of another DurableStorage." >&2; exit 1; }
test ! -e "$scratch/local.settings.json"
# The folder .azurefunctions has to be in it, which not every pattern takes along.
(cd "$scratch" && if command -v zip > /dev/null; then zip --quiet --recurse-paths "$zip" .; else python3 -m zipfile -c "$zip" $(ls -A); fi)
echo "$zip"
