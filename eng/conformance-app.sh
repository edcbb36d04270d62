#!/usr/bin/env bash
# Builds the Functions app with the conformance cases, which is not in the solution. docs/testing.md says how to run it.
#   eng/conformance-app.sh
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build tests/DurableTask.Conformance.FunctionsApp "$@"
