#!/usr/bin/env bash
# Writes docs/http-reference.md from the OpenAPI document of the service.
set -euo pipefail
cd "$(dirname "$0")/.."
WRITE_HTTP_REFERENCE="$PWD/docs/http-reference.md" dotnet test tests/OcflFunctions.Tests \
  --filter FullyQualifiedName~OpenApiTests.The_reference_is_made_from_the_document
