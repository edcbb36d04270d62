#!/usr/bin/env bash
# Packs the libraries, the contracts, the client and the tool, then installs the tool from its package and runs it.
#   eng/pack.sh FOLDER [-p:Version=1.2.3]
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:?"the folder for the packages"}
shift

mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
for project in Ocfl Ocfl.AzureBlobs DurableTask.Sqlite OcflFunctions.Contracts OcflFunctions.Client Ocfl.Cli; do
  dotnet pack "src/$project" --configuration Release --output "$folder" -p:ContinuousIntegrationBuild=true "$@"
done

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
package=$(basename "$(ls -t "$folder"/Ocfl.Cli.*.nupkg | head -n 1)" .nupkg)
dotnet tool install Ocfl.Cli --version "${package#Ocfl.Cli.}" --tool-path "$scratch/tool" --add-source "$folder"
mkdir "$scratch/source"
echo "1828: wet" > "$scratch/source/diary.txt"
"$scratch/tool/ocfl" init "$scratch/archive"
"$scratch/tool/ocfl" commit "$scratch/archive" --id urn:example:rain --message First --user Ada --address mailto:ada@example.org "$scratch/source"
"$scratch/tool/ocfl" validate --root "$scratch/archive"
