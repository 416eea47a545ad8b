#!/usr/bin/env bash
# What bry is for, in one command: builds it, makes a survey, stores 420 answers in a private PostgreSQL, codes their
# themes and prints the results. Needs Debian 12; leaves nothing behind but build/demo.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
data=examples/data
build=build/demo
report=$build/report.html

work=$(mktemp -d)
chmod 711 "$work" # as root, the database runs as another user, who must get in
clean_up() {
  if [ -x "$build/bindings/cli/bry" ]; then "$build/bindings/cli/bry" local stop "$work/db" >/dev/null 2>&1 || true; fi
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP

say() { printf '\n\033[1m%s\033[0m\n' "$1"; }
[ -t 1 ] || say() { printf '\n%s\n' "$1"; }

# Prints a command as one would type it, and runs it.
run() {
  local word shown=
  for word in "$@"; do
    case $word in *[!A-Za-z0-9_./:=-]*) word="\"$word\"" ;; esac
    shown+=" $word"
  done
  printf '  $%s\n' "$shown"
  "$@"
}

# Runs a command whose output matters only when it fails.
quietly() {
  if ! "$@" >"$work/log" 2>&1; then
    tail -n 60 "$work/log" >&2
    echo "demo.sh: this failed, its last lines stand above: $*" >&2
    exit 1
  fi
}

say "Packages"
tests/setup.sh build
echo "  all there"

say "Build (into $build)"
quietly cmake --preset release -B "$build" -DBRY_BUILD_TESTS=OFF
quietly cmake --build "$build" -j "$(nproc)"
export PATH=$root/$build/bindings/cli:$PATH
run bry --version

say "A private PostgreSQL, in a folder that goes away with this demo"
export BRY_STORE=local:$work/db BRY_TENANT=trondelag
quietly bry local start "$work/db"
echo "  BRY_STORE=$BRY_STORE BRY_TENANT=$BRY_TENANT"
run bry migrate
run bry tenant add trondelag "Kommunene i Trøndelag"

say "The questionnaire: three open questions and two closed ones, in bokmål, nynorsk and English"
run bry questionnaire check $data/dream_day.json
run bry survey create dream-day $data/dream_day.json --segments $data/segments.json
run bry survey open dream-day
run bry survey show dream-day

say "The answers; importing them again adds nothing"
run bry response import dream-day $data/answers.csv
run bry response import dream-day $data/answers.csv
run bry response count dream-day --texts

say "The codebooks, and the themes of what people wrote"
run bry codebook put $data/codebook.json --codebook-id q1 --codebook-id q2 --codebook-id q3
for item in q1 q2 q3; do run bry theme code dream-day --item $item; done

say "Themes of a dream day at work, by municipality (share of those who answered)"
run bry theme table dream-day --item q1 --by kommune --wide
say "What people are proud of, by sector"
run bry theme table dream-day --item q2 --by sektor --wide
say "What to try out next year, by round; the labels in nynorsk"
run bry theme table dream-day --item q3 --by runde --wide --lang nn

say "How people would meet across departments"
run bry result table dream-day --item meet
say "How near to such a day an ordinary week is, from 1 to 5; groups of fewer than 15 people are withheld (:)"
echo "  (when that is one group alone, the next smallest is withheld too: else subtraction would give it away)"
run bry result table dream-day --item near --by kommune --wide --value count --min-group 15

say "Quotes: two a theme, of themes with at least ten people"
echo "  (a person should read them before they are shown to anyone)"
run bry theme quotes dream-day --item q3 --per-theme 2

say "A report with pictures"
run bry report dream-day --by kommune --out $report
echo "  $root/$report"
