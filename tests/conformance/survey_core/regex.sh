#!/bin/sh
# regex.sh REGEX_LINES [PAIRS [SEED]]: our regular expressions against JavaScript's. Ends with 77 when there is no Node
# 20 or later.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
if ! node -e 'process.exit("".isWellFormed ? 0 : 1)' 2>/dev/null; then
  echo "skipped: Node 20 or later is not installed"
  exit 77
fi
exec node "$here/regex.mjs" "$@"
