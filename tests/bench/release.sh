#!/usr/bin/env bash
# How long publishing a release takes and how much memory, of many responses and of a tenth of them, on a private server
# that goes away afterwards. Usage: tests/bench/release.sh [ROWS]; BUILD names a build folder in place of build/release.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${BUILD:-build/release}
[ -f "$build/CMakeCache.txt" ] || cmake --preset release >/dev/null
cmake --build "$build" --target bry_command >/dev/null
BRY_COMMAND=$(find "$PWD/$build" -name bry -type f -perm -u+x | head -1) python3 -B tests/bench/release.py "$@"
