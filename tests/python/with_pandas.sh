#!/bin/sh
# Runs a test with pandas in a virtual environment of the build folder: with_pandas.sh PYTHON FOLDER TEST
# 77 (skipped) when pandas is not there and can't be installed.
set -eu
python=$1 folder=$2 test=$3
if "$python" -c 'import pandas' 2>/dev/null; then exec "$python" -B "$test"; fi
if ! "$folder/bin/python" -c 'import pandas' 2>/dev/null; then
  rm -rf "$folder"
  if ! { "$python" -m venv "$folder" && timeout 300 "$folder/bin/pip" install --quiet --retries 1 pandas; } \
       >"$folder.log" 2>&1; then
    echo "skipped: pandas is not installed, and can't be put into a virtual environment (see $folder.log)"
    exit 77
  fi
fi
exec "$folder/bin/python" -B "$test"
