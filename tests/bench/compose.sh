#!/usr/bin/env bash
# Diverse groups in equal time beside other programs, and schedules in which few meet again. R_LIBRARY names a folder with
# the R packages anticlust and socialroulette (the iterated maxima search of X. Lai and J.-K. Hao); without it ours runs
# alone. BUILD names a build folder to use instead of build/release, SEEDS how many instances of each family and size
# (2), SECONDS_EACH the times ("1,10").
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
build=${BUILD:-$root/build/release}
[ -f "$build/CMakeCache.txt" ] || (cd "$root" && cmake --preset release >/dev/null)
cmake --build "$build" --target bry bry_command >/dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
library=-
if [ -n "${R_LIBRARY:-}" ] && command -v Rscript >/dev/null; then library=$R_LIBRARY; else echo "left out: R"; fi
python3 -B "$root/tests/bench/compose.py" "$folder" "$build/bindings/cli/bry" "$library" "${SEEDS:-2}" "${SECONDS_EACH:-1,10}"
