#!/bin/sh
# texts.sh BUILD_FOLDER [COUNT [SEED]]: questionnaires with names of answers in their texts, and words of their own for
# errors, against both versions of survey-core. Ends with 77 when they can't be had, with 1 at the first part that has a
# disagreement outside the list.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
build=$(CDPATH='' cd -- "${1:?the build folder is missing}" && pwd)
count=${2:-500}
seed=${3:-1}
part=500 # at a time, so that memory stays bounded: survey-core's models are large

"$here/install.sh" "$build/survey_core"
export TZ=Europe/Oslo SURVEY_CORE_ROOT="$build/survey_core"
while [ "$count" -gt 0 ]; do
  now=$((count < part ? count : part))
  node "$here/texts.mjs" "${BRY:-$build/bindings/cli/bry}" "$now" "$seed"
  count=$((count - now))
  seed=$((seed + 1))
done
