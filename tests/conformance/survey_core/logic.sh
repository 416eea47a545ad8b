#!/bin/sh
# logic.sh BUILD_FOLDER [COUNT [SEED]]: questionnaires with logic against both versions of survey-core. JOBS processes
# side by side, 1 unless told. Ends with 77 when they can't be had, with 1 once a part has a disagreement outside the list.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
build=$(CDPATH='' cd -- "${1:?the build folder is missing}" && pwd)
count=${2:-1000}
seed=${3:-1}
jobs=${JOBS:-1}
part=1000 # at a time, so that memory stays bounded: survey-core's models are large

"$here/install.sh" "$build/survey_core"
export TZ=Europe/Oslo SURVEY_CORE_ROOT="$build/survey_core"

# Each part has a seed of its own. Process $1 takes the parts $1, $1 + JOBS, $1 + 2 * JOBS ...
work() {
  at=$1
  while [ $((at * part)) -lt "$count" ]; do
    left=$((count - at * part))
    node "$here/logic.mjs" "${BRY:-$build/bindings/cli/bry}" $((left < part ? left : part)) $((seed + at)) || return 1
    at=$((at + jobs))
  done
}

[ "$count" -lt $((part * jobs)) ] && part=$(((count + jobs - 1) / jobs))
pids=
for first in $(seq 0 $((jobs - 1))); do
  work "$first" &
  pids="$pids $!"
done
status=0
for pid in $pids; do
  wait "$pid" || status=1
done
exit "$status"
