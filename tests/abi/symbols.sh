#!/bin/sh
# The library exports what the checked-in list says, and the headers declare the same: symbols.sh NM LIBRARY INCLUDE_FOLDER
# When you add a public function, add its line to symbols.txt, in order. A line that goes away breaks programs.
set -eu
nm=$1 library=$2 include=$3
export LC_ALL=C
list=$(dirname "$0")/symbols.txt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$nm" -D --defined-only "$library" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort >"$work/exported"
sed -n 's/^BRY_API [^(]*[ *]\(bry_[a-z0-9_]*\)(.*/\1/p' "$include"/bry/*.h | sort >"$work/declared"
status=0
diff -u "$list" "$work/exported" || { echo "the library does not export what symbols.txt lists (+ is the library)" >&2; status=1; }
diff -u "$list" "$work/declared" || { echo "the headers do not declare what symbols.txt lists (+ is a header)" >&2; status=1; }
exit $status
