#!/usr/bin/env bash
# Sets of answers to 40 items with logic that are checked a second: bry_answers_check(), one thread, against survey-core
# 3.1.1 in Node, a fresh model for each set and one model reused, on the same documents. They take turns; the medians
# count. Usage: tests/bench/check.sh [SECONDS], of each measurement in each round; BUILD names a build folder to use
# instead of build/release, SETS how many sets (60). Ends with 77 when survey-core can't be had.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${BUILD:-build/release}
seconds=${1:-1.5}
rounds=3
mkdir -p "$build"
SURVEY_CORE_ROOT=$(cd "$build" && pwd)/survey_core
export SURVEY_CORE_ROOT TZ=Europe/Oslo
tests/conformance/survey_core/install.sh "$SURVEY_CORE_ROOT"
[ -f "$build/CMakeCache.txt" ] || cmake --preset release >/dev/null
cmake --build "$build" --target bench_check >/dev/null
program=$(find "$build" -name bench_check -type f)

folder=$(mktemp -d /tmp/bry-bench-XXXXXX)
trap 'rm -rf "$folder"' EXIT
node tests/bench/check_peer.mjs make "$folder/form.json" "$folder/answers.jsonl"
for ((round = 1; round <= rounds; round++)); do
  "$program" "$folder/form.json" "$folder/answers.jsonl" "$seconds" >>"$folder/measured"
  node tests/bench/check_peer.mjs run "$folder/form.json" "$folder/answers.jsonl" "$seconds" >>"$folder/measured"
done

# Figures of work that isn't the same work would say nothing
refused=$(grep '^refused' "$folder/measured" | sed 's/^refused[a-z_]*//' | sort -u)
if [ "$(wc -l <<<"$refused")" -ne 1 ]; then
  echo "they refuse different sets:"
  grep '^refused' "$folder/measured" | sort -u
  exit 1
fi

median() { awk -v name="$1" '$1 == name { print $2 }' "$folder/measured" | sort -g | sed -n "$(((rounds + 1) / 2))p"; }
grep -v '^refused' "$folder/measured" >&2
echo "$(wc -l <"$folder/answers.jsonl") sets of answers, $(wc -c <"$folder/answers.jsonl") bytes; all refuse the same $(wc -w <<<"$refused")"
awk -v bry="$(median bry)" -v fresh="$(median fresh)" -v reused="$(median reused)" 'BEGIN {
  printf "bench check_bry_per_s %.0f sets/s\n", bry
  printf "bench check_survey_core_fresh_per_s %.1f sets/s\n", fresh
  printf "bench check_survey_core_reused_per_s %.1f sets/s\n", reused
  printf "bench check_ratio_fresh %.1f ratio\n", bry / fresh
  printf "bench check_ratio_reused %.1f ratio\n", bry / reused
}'
