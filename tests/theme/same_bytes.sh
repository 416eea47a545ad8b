#!/bin/sh
# The theme engine gives the same bytes however it is built: by each compiler that is here, without and with optimisation, with
# and without AVX2; with 1, 2 and 8 threads; in a locale with decimal commas. Arguments: the source tree, a folder to build in,
# and behind them the flags for the headers and libraries that are needed.
set -eu
source=$1
place=$2
shift 2
mkdir -p "$place"

# Every way that can be tried here, one a line: a name, the compiler, its flags.
ways() {
  echo "O0 cc -O0"
  echo "O3 cc -O3"
  # Only where the machine that runs it has it.
  if grep -qw avx2 /proc/cpuinfo 2>/dev/null; then echo "avx2 cc -O3 -mavx2 -mfma"; fi
  if command -v clang >/dev/null 2>&1; then echo "clang clang -O2"; fi
}

first=
failed=0
check() { # name, hash
  [ -n "$first" ] || first=$2
  echo "$2  $1"
  [ "$2" = "$first" ] || failed=1
}

ways >"$place/ways"
while read -r name compiler flags; do
  # -ffp-contract=off is the library's own: it is how it keeps a fused multiply-add from changing bits.
  # shellcheck disable=SC2086
  "$compiler" -std=gnu17 -D_GNU_SOURCE $flags -ffp-contract=off -I"$source/include" -I"$source/lib" -o "$place/$name" \
    "$source/tests/theme/same_bytes.c" "$source"/lib/core/*.c "$source"/lib/theme/*.c "$@" -lm -lpthread
  for threads in 1 2 8; do
    check "$name, $threads threads" "$("$place/$name" $threads)"
  done
done <"$place/ways"

# A locale of our own, since machines that only run tests often have none.
if localedef -i nb_NO -f UTF-8 "$place/nb_NO.UTF-8" >/dev/null 2>&1; then
  check "O3, decimal commas" "$(LOCPATH="$place" "$place/O3" 2 nb_NO.UTF-8)"
else
  echo "no locale with decimal commas can be made here: left out"
fi
[ "$failed" = 0 ] || { echo "not the same bytes"; exit 1; }
