#!/usr/bin/env bash
# Themes by the rules of a codebook against a human coder, on the corpus of examples/data.
# Usage: tests/bench/theme_coding.sh [ANSWERS.csv CODEBOOK.json [QUESTION...]]; BUILD names a build folder to use instead
# of build/release.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
build=${BUILD:-$root/build/release}
[ -f "$build/CMakeCache.txt" ] || (cd "$root" && cmake --preset release >/dev/null)
cmake --build "$build" --target bench_theme_coding >/dev/null

[ $# -gt 0 ] || set -- "$root/examples/data/norsk-svar.csv" "$root/examples/data/codebook.json"
find "$build" -name bench_theme_coding -type f -exec {} "$@" \;
