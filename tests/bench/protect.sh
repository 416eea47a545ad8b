#!/usr/bin/env bash
# Cells that are withheld, and time, at each kind of protection; beside GaussSuppression() of Statistics Norway where R
# has the package SSBtools: R_LIBRARY names the folder it is installed in (R CMD INSTALL -l FOLDER of a checkout of
# statisticsnorway/ssb-ssbtools; it needs MASS and Matrix). BUILD names a build folder to use instead of build/release.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
build=${BUILD:-$root/build/release}
[ -f "$build/CMakeCache.txt" ] || (cd "$root" && cmake --preset release >/dev/null)
cmake --build "$build" --target bry >/dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
rscript=-
if [ -n "${R_LIBRARY:-}" ] && command -v Rscript >/dev/null; then rscript=Rscript; else echo "left out: R with SSBtools"; fi
BRY_LIBRARY=$build/libbry.so PYTHONPATH=$root/bindings/python \
  python3 -B "$root/tests/bench/protect.py" "$folder" "$rscript" "${R_LIBRARY:--}"
