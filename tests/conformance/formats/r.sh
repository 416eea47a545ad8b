#!/usr/bin/env bash
# R's haven reads what we write for SPSS and Stata: r.sh PYTHON. Without R or haven (r-cran-haven) this is skipped (77).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
command -v Rscript >/dev/null || { echo "skipped: R is not there"; exit 77; }
Rscript -e 'quit(status = !requireNamespace("haven", quietly = TRUE))' || { echo "skipped: R has no package haven"; exit 77; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
"$1" -B "$here/write_files.py" "$place/bundle" sav,dta
export LC_ALL=C.UTF-8
Rscript "$here/read.R" "$place/bundle"
Rscript "$here/../../../examples/r/read_bundle.R" "$place/bundle" | tee "$place/out"
grep -q "^    Holdt tilbake: " "$place/out"
grep -q "^  kommune  Kommune å" "$place/out"
