#!/usr/bin/env bash
# Installs the Debian packages that are missing: `setup.sh build` for the library, the command and the demo,
# `setup.sh test` for the tests as well. Does nothing, and needs no rights, when all are there.
set -euo pipefail

build=(gcc libc6-dev cmake ninja-build pkg-config libpq-dev libjson-c-dev uuid-dev libsodium-dev libutf8proc-dev
       libstemmer-dev libexpat1-dev libreadstat-dev postgresql util-linux)
test=(g++ clang clang-format libclang-rt-14-dev libcmocka-dev valgrind python3 python3-venv binutils procps
      pgbouncer libxml2-utils)

case "${1:-build}" in
  build) wanted=("${build[@]}") ;;
  test) wanted=("${build[@]}" "${test[@]}") ;;
  *) echo "usage: setup.sh build|test" >&2; exit 2 ;;
esac

missing=()
for package in "${wanted[@]}"; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" = 0 ]; then
  run=()
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
  run=(sudo)
else
  echo "These packages are missing, and this user may not install them. As root, run:" >&2
  echo "  apt-get update && apt-get install ${missing[*]}" >&2
  exit 1
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "Installing: ${missing[*]}"
# Debian's package would start a server of its own on port 5432; only the programs are wanted here.
if [ "$(dpkg-query -W -f '${db:Status-Status}' postgresql-common 2>/dev/null || true)" != installed ]; then
  "${run[@]}" mkdir -p /etc/postgresql-common/createcluster.d
  echo "create_main_cluster = false" | "${run[@]}" tee /etc/postgresql-common/createcluster.d/no-main.conf >/dev/null
fi
if ! { "${run[@]}" apt-get update -q &&
       "${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"; } \
     >"$log" 2>&1 </dev/null; then
  tail -n 30 "$log" >&2
  echo "The packages could not be installed; what apt said stands above." >&2
  exit 1
fi
