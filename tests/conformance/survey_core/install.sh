#!/bin/sh
# install.sh FOLDER: survey-core 3.1.1 and 2.5.38 from npm, once. Ends with 77 when they can't be had.
set -eu
root=${1:?the folder is missing}
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "skipped: node and npm are not installed"
  exit 77
fi
mkdir -p "$root"
if [ ! -d "$root/node_modules/survey-core-2" ]; then
  npm install --prefix "$root" --no-save --no-audit --no-fund --silent \
    survey-core@3.1.1 survey-core-2@npm:survey-core@2.5.38 || {
    echo "skipped: npm can't install survey-core"
    exit 77
  }
fi
