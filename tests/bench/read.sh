#!/usr/bin/env bash
# What reading a two-way table costs at 10 k, 100 k, 1 M and 10 M closed answers, beside a plain recount, on a private
# server that goes away afterwards. Usage: tests/bench/read.sh [SIZES]: only the first 2 or 3; BUILD names a build
# folder to use instead of build/release.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${BUILD:-build/release}
[ -f "$build/CMakeCache.txt" ] || cmake --preset release >/dev/null
cmake --build "$build" --target bench_read >/dev/null

folder=$(mktemp -d /tmp/bry-bench-XXXXXX)
trap 'rm -rf "$folder"' EXIT
chmod 711 "$folder"
find "$build" -name bench_read -type f -exec {} "$folder/db" "$@" \;
