#!/usr/bin/env bash
# The whole attack: attack.sh BUILD_FOLDER [TABLES [MUNICIPALITIES]], by default 2,000 and 20. SciPy is installed into the
# build folder unless it is there.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
export BRY_LIBRARY=$build/libbry.so PYTHONPATH=$here/../../../bindings/python
run() { "$here/../../python/with_package.sh" python3 "$build/tests/scipy" numpy,scipy "$here/$1" "${@:2}"; }
run attack.py "${2:-2000}"
run municipalities.py "${3:-20}"
