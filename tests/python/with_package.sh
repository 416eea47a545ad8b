#!/usr/bin/env bash
# Runs a Python program that needs a package from outside: with_package.sh PYTHON FOLDER PACKAGE PROGRAM [ARGUMENT ...]
# The package is installed into FOLDER, a virtual environment, unless it is there. When it can't be had, that is said, and
# ctest is told to skip (77).
set -euo pipefail
python=$1 folder=$2 package=$3
shift 3
mkdir -p "$folder"
log=$folder.log

# -I: a folder of that name in the present one is not the package.
has_it() { env -u LD_PRELOAD "$folder/bin/python" -I -c "import $package"; }
get_it() {
  env -u LD_PRELOAD "$python" -m venv "$folder" &&
    env -u LD_PRELOAD timeout 300 "$folder/bin/python" -m pip install --quiet --retries 1 "$package"
}
if ! { has_it || { get_it && has_it; }; } >"$log" 2>&1; then
  echo "skipped: the Python package $package could not be installed: $(tail -n 1 "$log")"
  exit 77
fi
exec "$folder/bin/python" -B "$@"
