#!/usr/bin/env bash
# Checks of the tree's own shape, one a call: check.sh format|includes|map|words
set -euo pipefail
cd "$(dirname "$0")/../.."
failed=0
complain() { echo "$1"; failed=1; }

sources() { find include lib bindings examples tests -name '*.[ch]' -not -path '*/build/*' | sort; }

case "${1:-}" in
  format) # every C file is as clang-format leaves it
    sources | xargs clang-format --dry-run --Werror || complain "run: clang-format -i on the files above" ;;
  includes) # a layer is reached by its name, never by a way around the include path
    if grep -nE '#include "\.\.?/' $(sources); then complain 'write #include "layer/file.h"'; fi ;;
  map) # lib/README.md has a line for each file of lib/, and no line for one that is gone
    diff <(cd lib && find . -type f -not -name README.md | sed 's,^\./,,' | sort) \
         <(grep -oE '^\| `[^`]+`' lib/README.md | tr -d '|` ' | sort) ||
      complain "lib/README.md (right) and lib/ (left) differ as above" ;;
  words) # nothing of a machine, and no mark left for later
    if grep -rnE '(^|[^a-z])/(home|root|work)/[a-z]|TO[D]O|FIX[M]E|\bX[X]X\b|HAC[K]' \
         --include='*' lib include bindings examples tests README.md CHANGELOG.md CMakeLists.txt |
         grep -v '^Binary'; then
      complain "take these out"
    fi ;;
  *) echo "usage: check.sh format|includes|map|words" >&2; exit 2 ;;
esac
exit $failed
