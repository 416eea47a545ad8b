#!/usr/bin/env bash
# Shows that the specifications of pictures are valid Vega-Lite and can be drawn: run.sh BRY PLACE, the command and a folder
# for npm's packages and what is drawn. Exit status 77: the packages can't be had here, so nothing was shown.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
[ $# -eq 2 ] || { echo "usage: run.sh BRY PLACE" >&2; exit 2; }
bry=$(realpath "$1")
mkdir -p "$2"
place=$(realpath "$2")

skip() { echo "skipped: $1"; exit 77; }
command -v node >/dev/null && command -v npm >/dev/null || skip "no Node with npm"
if ! cmp -s "$here/package.json" "$place/package.json" || [ ! -d "$place/node_modules/vega-lite" ]; then
  mkdir -p "$place/fetch" && cp "$here/package.json" "$place/fetch/"
  if ! (cd "$place/fetch" && npm install --no-audit --no-fund --ignore-scripts --fetch-retries=0 --prefer-offline --loglevel error >"$place/npm.log" 2>&1); then
    skip "npm could not fetch the packages: $(grep -m 1 . "$place/npm.log" || true)"
  fi
  rm -rf "$place/node_modules"
  mv "$place/fetch/node_modules" "$place/node_modules"
  rm -rf "$place/fetch"
  cp "$here/package.json" "$place/package.json"
fi
cp "$here/check.mjs" "$place/"
cd "$place"

# Four years, three sectors, one of them small in one year; labels that want an escape.
awk 'BEGIN {
  print "year,sector,near"
  for (y = 2022; y <= 2025; y++) for (s = 0; s < 3; s++) {
    n = y == 2023 && s == 2 ? 3 : 40
    for (i = 0; i < n; i++) printf "%d,%s,%d\n", y, s == 0 ? "a.b[0]" : s == 1 ? "\"say \"\"hei\"\"\"" : "c\\d", 1 + (i * (s + 2) + i % 3 + y) % 5
  }
}' >staff.csv
picture() { # NAME CHART ARGUMENT...
  local name=$1 chart=$2
  shift 2
  "$bry" tabulate staff.csv --item near --scale 1-5 "$@" --chart "$chart" --vega --lang en --out "$name.json"
}
picture bars bars
picture bars_by bars --by sector
picture heat heat --by sector
picture likert likert
picture likert_by likert --by year,sector
picture trend trend --by year --statistic summary
picture trend_by trend --by year,sector --statistic summary
picture trend_values trend --by year
node check.mjs {bars,bars_by,heat,likert,likert_by,trend,trend_by,trend_values}.json
