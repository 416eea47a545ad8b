#!/usr/bin/env bash
# How long sealing takes, beside a bare rewrite of the same rows, on a private server that goes away afterwards.
# Usage: tests/bench/seal.sh [ROWS]; BUILD names a build folder to use instead of build/release.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${BUILD:-build/release}
[ -f "$build/CMakeCache.txt" ] || cmake --preset release >/dev/null
cmake --build "$build" --target bench_seal >/dev/null

folder=$(mktemp -d /tmp/bry-bench-XXXXXX)
trap 'rm -rf "$folder"' EXIT
chmod 711 "$folder"
find "$build" -name bench_seal -type f -exec {} "$folder/db" "$@" \;
