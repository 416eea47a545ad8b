#!/usr/bin/env bash
# Installs what is missing, builds and runs all tests: with gcc, with clang, under AddressSanitizer and
# UndefinedBehaviorSanitizer, the threaded ones under ThreadSanitizer, and those that need no server under valgrind.
# Ends with ctest's own lines. `tests/run.sh quick` does gcc alone.
set -euo pipefail
cd "$(dirname "$0")/.."
tests/setup.sh test

jobs=$(nproc)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export CTEST_OUTPUT_ON_FAILURE=1

build() { # preset
  echo "--- build: $1"
  if ! { cmake --preset "$1" && cmake --build --preset "$1" -j "$jobs"; } >"$log" 2>&1; then
    cat "$log"
    echo "The build with preset $1 failed; what it said stands above." >&2
    exit 1
  fi
}

check() { # preset, then arguments of ctest
  local preset=$1
  shift
  echo "--- test: $preset $*"
  ctest --test-dir "build/$preset" -j "$((jobs + 1))" --no-tests=error --progress "$@" </dev/null
}

if [ "${1:-}" != quick ]; then
  # What stands behind a pooler, is killed on purpose or compares with other programs is run once, below.
  once='^((pooled|chaos|conformance|result\.disclosure)\.|theme\.same_bytes$)'
  # Computes for minutes under valgrind; AddressSanitizer looks at it above.
  long='^(form\.template|theme\.(agreement|code|discover|same_bytes)|group\.(compose|rules|pair)|result\.(protect|disclosure.*|release))$'
  build clang && check clang -E "$once"
  build asan && check asan -E "$once"
  build tsan && check tsan -R '^store\.(pool|join|submit|submit_joined|submit_many|survey|import_many|coding|tally|cancel|threads|invitation|privacy|seal|season)$'
  build valgrind && check valgrind -R '^(core|expr|form|theme|group|map|result)\.' -E "$long"
fi
build release && check release
