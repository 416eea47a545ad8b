#!/usr/bin/env bash
# Rows a second of an export against a bare COPY of the table to the client, on a private server that goes away afterwards.
# Usage: tests/bench/export.sh [ROWS]; BUILD names a build folder to use instead of build/release.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${BUILD:-build/release}
[ -f "$build/CMakeCache.txt" ] || cmake --preset release >/dev/null
cmake --build "$build" --target bench_export >/dev/null

folder=$(mktemp -d /tmp/bry-bench-XXXXXX)
trap 'rm -rf "$folder"' EXIT
chmod 711 "$folder"
find "$build" -name bench_export -type f -exec {} "$folder/db" "$@" \;
