#!/usr/bin/env bash
# Shows that the templates work in a browser: each is drawn by survey-core and survey-js-ui in headless Chromium, as wide
# as a phone, in nb, nn and en; it is filled in, sent, and the answers are given to the bry command, which must accept
# them, and refuse them with the right rule when one is made bad.
#   run.sh BRY PLACE [KEY...]   the command, a folder for packages and pictures, and which templates (default: all)
# Exit status 77: npm's packages or Chromium can't be had here, so nothing was shown.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 2 ] || { echo "usage: run.sh BRY PLACE [KEY...]" >&2; exit 2; }
bry=$(realpath "$1") place=$2
shift 2

skip() { echo "skipped: $1"; exit 77; }
chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || skip "no Chromium"
command -v node >/dev/null && command -v npm >/dev/null || skip "no Node with npm"
mkdir -p "$place"
place=$(realpath "$place")
if ! cmp -s "$here/package.json" "$place/package.json" || [ ! -d "$place/node_modules/survey-js-ui" ]; then
  cp "$here/package.json" "$place/package.json.new"
  mkdir -p "$place/fetch" && cp "$here/package.json" "$place/fetch/"
  if ! (cd "$place/fetch" && npm install --no-audit --no-fund --ignore-scripts --fetch-retries=0 --prefer-offline --loglevel error >"$place/npm.log" 2>&1); then
    skip "npm could not fetch the packages: $(grep -m 1 . "$place/npm.log" || true)"
  fi
  rm -rf "$place/node_modules"
  mv "$place/fetch/node_modules" "$place/node_modules"
  rm -rf "$place/fetch"
  mv "$place/package.json.new" "$place/package.json"
fi
cp "$here/"*.mjs "$place/"
BRY_COMMAND=$bry CHROMIUM=$chromium exec node "$place/pictures.mjs" "$@"
