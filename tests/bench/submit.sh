#!/usr/bin/env bash
# What a checked submit of 8 closed and 2 free-text answers costs beside a bare prepared INSERT of its key alone: one at a
# time, a thousand in one call, and from 8 and 64 threads; on private servers that go away afterwards.
# Usage: tests/bench/submit.sh [ROUNDS]; BUILD names a build folder to use instead of build/release.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${BUILD:-build/release}
[ -f "$build/CMakeCache.txt" ] || cmake --preset release >/dev/null
cmake --build "$build" --target bench_submit bench_submit_many >/dev/null

folder=$(mktemp -d /tmp/bry-bench-XXXXXX)
trap 'rm -rf "$folder"' EXIT
chmod 711 "$folder"
find "$build" -name bench_submit -type f -exec {} "$folder/one" "$@" \;
find "$build" -name bench_submit_many -type f -exec {} "$folder/many" \;
