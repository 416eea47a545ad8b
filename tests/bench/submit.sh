#!/usr/bin/env bash
# What a checked submit of 8 closed and 2 free-text answers costs beside a bare prepared INSERT of its key alone, on a
# private server that goes away afterwards. Usage: tests/bench/submit.sh [ROUNDS]; BUILD names a build folder to use
# instead of build/release.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${BUILD:-build/release}
[ -f "$build/CMakeCache.txt" ] || cmake --preset release >/dev/null
cmake --build "$build" --target bench_submit >/dev/null

folder=$(mktemp -d /tmp/bry-bench-XXXXXX)
trap 'rm -rf "$folder"' EXIT
chmod 711 "$folder"
find "$build" -name bench_submit -type f -exec {} "$folder/db" "$@" \;
