#!/usr/bin/env bash
# Runs a Python program that needs packages from outside: with_package.sh PYTHON FOLDER PACKAGES PROGRAM [ARGUMENT ...]
# PACKAGES are joined by commas; one that is imported by another name is MODULE=PACKAGE. What is needed is installed into FOLDER, a virtual environment, unless it is there. When it can't be had, that is said, and
# ctest is told to skip (77).
set -euo pipefail
python=$1 folder=$2
IFS=, read -ra packages <<<"$3"
shift 3
mkdir -p "$folder"
log=$folder.log

# -I: a folder of that name in the present one is not the package.
has_it() {
  local modules=("${packages[@]%%=*}")
  env -u LD_PRELOAD "$folder/bin/python" -I -c "import $(IFS=,; echo "${modules[*]}")"
}
get_it() {
  env -u LD_PRELOAD "$python" -m venv "$folder" &&
    env -u LD_PRELOAD timeout 300 "$folder/bin/python" -m pip install --quiet --retries 1 "${packages[@]##*=}"
}
if ! { has_it || { get_it && has_it; }; } >"$log" 2>&1; then
  echo "skipped: of Python packages, ${packages[*]} could not be installed: $(tail -n 1 "$log")"
  exit 77
fi
exec "$folder/bin/python" -B "$@"
