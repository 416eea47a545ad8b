#!/bin/sh
# validators.sh BUILD_FOLDER: regex validators against both versions of survey-core. Ends with 77 when they can't be had.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
build=$(CDPATH='' cd -- "${1:?the build folder is missing}" && pwd)
"$here/install.sh" "$build/survey_core"
export SURVEY_CORE_ROOT="$build/survey_core"
exec node "$here/validators.mjs" "${BRY:-$build/bindings/cli/bry}"
