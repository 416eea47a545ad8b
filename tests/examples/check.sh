#!/usr/bin/env bash
# Builds and runs the examples against the installed package, one way a call:
#   check.sh install PLACE BUILD            installs BUILD into PLACE/prefix
#   check.sh command|pkgconfig|cmake|python|readme|pip PLACE CC PYTHON
set -euo pipefail
source_dir=$(cd "$(dirname "$0")/../.." && pwd)
what=$1 place=$2
prefix=$place/prefix

if [ "$what" = install ]; then
  rm -rf "$place"
  mkdir -p "$place"
  cmake --install "$3" --prefix "$prefix" >/dev/null
  exit
fi

CC=$3 python=$4
pc=$(find "$prefix" -name bry.pc)
library=$(find "$prefix" -name libbry.so.0)
work=$(mktemp -d)
chmod 711 "$work"
trap 'rm -rf "$work"' EXIT

# The server is down when the last program ends; what watched over it follows within a moment.
gone() {
  for _ in $(seq 50); do
    pgrep -f -- "$1" >/dev/null || return 0
    sleep 0.1
  done
  return 1
}

# Runs an example on a folder of its own and compares what it prints; nothing may go to standard error.
compare() { # expected, then the command
  local expected=$1
  shift
  "$@" "$work/db" "$source_dir/examples/data" >"$work/out" 2>"$work/err" || { cat "$work/out" "$work/err" >&2; exit 1; }
  diff -u "$expected" "$work/out"
  diff -u /dev/null "$work/err"
  gone "$work/db" || { echo "a server was left running" >&2; exit 1; }
}

case $what in
  command)
    [ "$("$prefix/bin/bry" --version)" = "bry $(sed -n 's/^Version: //p' "$pc")" ] ;;
  pkgconfig)
    # bry.pc finds its prefix from where it lies: the tree was installed elsewhere than configured.
    export PKG_CONFIG_PATH=${pc%/*}
    read -ra flags <<<"$(pkg-config --cflags --libs bry)"
    "$CC" -std=c11 -Wall -Wextra -Wpedantic -Werror "$source_dir/examples/c/dream_day.c" "${flags[@]}" \
      -Wl,-rpath,"${library%/*}" -o "$work/dream_day"
    compare "$source_dir/examples/c/dream_day.stdout.txt" "$work/dream_day" ;;
  cmake)
    cat >"$work/CMakeLists.txt" <<END
cmake_minimum_required(VERSION 3.25)
project(dream_day C)
find_package(bry 0.1 REQUIRED)
add_executable(dream_day $source_dir/examples/c/dream_day.c)
target_link_libraries(dream_day PRIVATE bry::bry)
END
    CC=$CC cmake -G Ninja -S "$work" -B "$work/build" -DCMAKE_PREFIX_PATH="$prefix" >"$work/log" &&
      cmake --build "$work/build" >>"$work/log" || { cat "$work/log" >&2; exit 1; }
    compare "$source_dir/examples/c/dream_day.stdout.txt" "$work/build/dream_day" ;;
  python)
    export BRY_LIBRARY=$library PYTHONPATH=$source_dir/bindings/python PYTHONDONTWRITEBYTECODE=1
    compare "$source_dir/examples/python/dream_day.stdout.txt" "$python" "$source_dir/examples/python/dream_day.py"
    rm -rf "$work/db"
    compare "$source_dir/examples/python/season.stdout.txt" "$python" "$source_dir/examples/python/season.py"
    grep -q '^<svg' "$work/season.svg"
    grep -q 'Temaer i møte 4' "$work/season.html" ;;
  readme) # its first programs, as they stand but for the folder of the database
    block() { sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/p" "$source_dir/README.md" | sed '1d;/^```$/,$d' | sed "s,local:/tmp/bry-[a-z]*,local:$work/db,"; }
    export PKG_CONFIG_PATH=${pc%/*} BRY_LIBRARY=$library PYTHONPATH=$source_dir/bindings/python PYTHONDONTWRITEBYTECODE=1
    read -ra flags <<<"$(pkg-config --cflags --libs bry)"
    block c | "$CC" -std=c11 -Wall -Wextra -Wpedantic -Werror -xc - "${flags[@]}" -Wl,-rpath,"${library%/*}" -o "$work/c"
    [ "$("$work/c")" = stored ]
    gone "$work/db"
    rm -rf "$work/db"
    block python >"$work/snippet.py"
    cd "$source_dir"
    "$python" "$work/snippet.py" >"$work/out"
    grep -q "Nok folk på jobb" "$work/out" ;;
  pip)
    # Building a wheel needs setuptools, which pip fetches unless the machine has it: without either, nothing is shown.
    cp -r "$source_dir/bindings/python" "$work/package"
    "$python" -m venv "$work/venv"
    pip() { "$work/venv/bin/python" -m pip --disable-pip-version-check -q "$@"; }
    pip install "$work/package" >"$work/log" 2>&1 ||
      if ! grep -qiE 'no matching distribution|connection|network' "$work/log"; then
        cat "$work/log" >&2
        exit 1
      else
        echo "skipped: pip can't reach setuptools"
        exit 77
      fi
    BRY_LIBRARY=$library "$work/venv/bin/python" -c 'import bry; print(bry.__version__)' ;;
esac
