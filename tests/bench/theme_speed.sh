#!/usr/bin/env bash
# How fast themes are found in a million short answers (COUNT), made up by a seed: their words alone, 30 sweeps of the mixture
# with k = 32 on two threads, reading, the whole discovery with k = 32 on two threads, one new answer, peak memory. Beside it, where PYTHON (python3) has scikit-learn: TF-IDF and LSA with k-means.
# Usage: tests/bench/theme_speed.sh [COUNT]; BUILD names a build folder to use instead of build/release.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
build=${BUILD:-$root/build/release}
[ -f "$build/CMakeCache.txt" ] || (cd "$root" && cmake --preset release >/dev/null)
cmake --build "$build" --target bench_theme_speed >/dev/null
program=$(find "$build" -name bench_theme_speed -type f)
count=${1:-1000000}
"$program" "$count" words
"$program" "$count" sweeps
"$program" "$count"
"${PYTHON:-python3}" - "$program" "$count" <<'PEER' || echo "scikit-learn is not installed: left out"
import subprocess, sys, time
from sklearn.cluster import MiniBatchKMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
texts = subprocess.run([sys.argv[1], sys.argv[2], "print"], stdout=subprocess.PIPE, check=True).stdout.decode().splitlines()
began = time.monotonic()
reduced = TruncatedSVD(64, random_state=1).fit_transform(TfidfVectorizer(min_df=2).fit_transform(texts))
MiniBatchKMeans(32, n_init=3, random_state=1).fit_predict(reduced)
print(f"bench theme_speed_sklearn_lsa_minibatch {time.monotonic() - began:.2f} s")
PEER
