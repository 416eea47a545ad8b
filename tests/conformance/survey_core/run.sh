#!/bin/sh
# Compares ours with survey-core 3.1.1 and 2.5.38: the written expressions of cases/, random ones, questionnaires with
# logic, regex validators, and a quarter as many with names in their texts. The whole comparison is
# run.sh BUILD_FOLDER 200000 1 30000.
#   run.sh BUILD_FOLDER [EXPRESSIONS [SEED [QUESTIONNAIRES]]]
# BRY_EXPR is the command that evaluates JSONL and takes --zone (else BUILD_FOLDER/bindings/cli/bry expr). survey-core
# is installed into BUILD_FOLDER/survey_core, once. Needs Node 20 or later with npm.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
build=$(CDPATH='' cd -- "${1:?the build folder is missing}" && pwd)
count=${2:-20000}
seed=${3:-1}
part=40000 # of the random cases at a time, so that memory stays bounded

root=$build/survey_core
command=${BRY_EXPR:-$build/bindings/cli/bry expr}
"$here/install.sh" "$root"

export TZ=Europe/Oslo SURVEY_CORE_ROOT="$root"
node "$here/compare.mjs" "$command" "$here"/cases/*.jsonl
while [ "$count" -gt 0 ]; do
  now=$((count < part ? count : part))
  node "$here/generate.mjs" "$now" "$seed" > "$root/random.jsonl"
  echo "seed $seed:"
  node "$here/compare.mjs" "$command" "$root/random.jsonl"
  count=$((count - now))
  seed=$((seed + 1))
done
"$here/logic.sh" "$build" "${4:-1000}" "${3:-1}"
"$here/validators.sh" "$build"
"$here/regex.sh" "$build/tests/regex_lines" 300000 "${3:-1}"
"$here/texts.sh" "$build" "$((${4:-1000} / 4))" "${3:-1}"
