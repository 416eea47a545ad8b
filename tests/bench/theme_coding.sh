#!/usr/bin/env bash
# Themes by the rules of a codebook against a human coder, on the corpus of examples/data; then by rules and 0, 5, 10 and 20 coded
# answers a theme, and in five folds, beside scikit-learn where it is installed (PYTHON names another python).
# Usage: tests/bench/theme_coding.sh [ANSWERS.csv CODEBOOK.json [QUESTION...]], which leaves the second part out; BUILD names a
# build folder to use instead of build/release, BRY_DATA the folder that norsk-svar/ and cimt_de/ are in.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
build=${BUILD:-$root/build/release}
[ -f "$build/CMakeCache.txt" ] || (cd "$root" && cmake --preset release >/dev/null)
cmake --build "$build" --target bench_theme_coding bry_command >/dev/null

own=$#
[ $# -gt 0 ] || set -- "$root/examples/data/norsk-svar.csv" "$root/examples/data/codebook.json"
find "$build" -name bench_theme_coding -type f -exec {} "$@" \;
[ "$own" = 0 ] || exit 0
data=${BRY_DATA:-$root/../shared/data}
[ -f "$data/norsk-svar/answers.csv" ] || { echo "left out: there is no norsk-svar in $data"; exit 0; }
"${PYTHON:-python3}" "$root/tests/bench/theme_shots.py" "$build/bindings/cli/bry" "$data/norsk-svar" "$data/cimt_de"
