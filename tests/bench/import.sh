#!/usr/bin/env bash
# Rows a second of an import against a bare COPY of the same rows, on a private server that goes away afterwards.
# Usage: tests/bench/import.sh [ROWS]; BUILD names a build folder to use instead of build/release.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${BUILD:-build/release}
[ -f "$build/CMakeCache.txt" ] || cmake --preset release >/dev/null
cmake --build "$build" --target bench_import >/dev/null

folder=$(mktemp -d /tmp/bry-bench-XXXXXX)
trap 'rm -rf "$folder"' EXIT
chmod 711 "$folder"
find "$build" -name bench_import -type f -exec {} "$folder/db" "$@" \;
