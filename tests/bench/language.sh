#!/usr/bin/env bash
# How often the language of sentences, and of windows of 8, 6 and 4 of their words, is told: bry lang beside langid and
# lingua, where `python3 -m pip install langid lingua-language-detector` has installed them (PYTHON names another python).
# Usage: tests/bench/language.sh [FOLDER]; the folder holds {nob,nno,eng}_Latn.train.tsv of SIB-200. BUILD names a build folder
# to use instead of build/release.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=${1:-${BRY_DATA:-$root/../shared/data}/sib200}
[ -f "$folder/nob_Latn.train.tsv" ] || { echo "left out: there is no SIB-200 in $folder"; exit 0; }
build=${BUILD:-$root/build/release}
[ -f "$build/CMakeCache.txt" ] || (cd "$root" && cmake --preset release >/dev/null)
cmake --build "$build" --target bry_command >/dev/null
"${PYTHON:-python3}" "$root/tests/bench/language.py" "$build/bindings/cli/bry" "$folder"
