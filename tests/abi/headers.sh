#!/bin/sh
# Every public header compiles alone, without a warning: headers.sh INCLUDE_FOLDER LANGUAGE STANDARD COMPILER...
set -eu
include=$1 language=$2 standard=$3
shift 3
failed=0
for compiler in "$@"; do
  for header in "$include"/*.h "$include"/bry/*.h; do
    "$compiler" -x "$language" -std="$standard" -Wall -Wextra -Wpedantic -Werror -fsyntax-only -I "$include" "$header" || {
      echo "$header does not compile alone as $standard with $compiler" >&2
      failed=1
    }
  done
done
exit $failed
