#!/usr/bin/env bash
# Nothing that was acknowledged is lost or doubled while the server is killed 30 times, 200 connections are cut in the
# middle of a commit, and the standby takes over: tests/chaos/chaos.c says how. Usage: tests/chaos.sh [KILLS [CUTS]];
# BUILD names a build folder to use instead of build/release. Takes a few minutes; private servers on unix sockets.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${BUILD:-build/release}
[ -f "$build/CMakeCache.txt" ] || cmake --preset release >/dev/null
cmake --build "$build" --target chaos bry_command >/dev/null
bry=$(find "$build" -name bry -type f -perm -u+x | head -n 1)

# Where the command can check the tallies against a recount, it does.
hook=()
if "$bry" tally check --help >/dev/null 2>&1; then
  script=$(mktemp)
  trap 'rm -f "$script"' EXIT
  printf '"%s" --store "$1" --tenant "$2" tally check "$3" && echo "chaos tallies equal a recount"\n' "$bry" >"$script"
  hook=("sh $script")
else
  echo "chaos tallies not checked: this build has no command bry tally check"
fi
"$(find "$build" -name chaos -type f -perm -u+x | head -n 1)" "${1:-30}" "${2:-200}" "${hook[@]}"
