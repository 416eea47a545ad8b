#!/usr/bin/env bash
# What Citus makes of `bry schema citus`, on a coordinator and two workers of its own, on loopback: that it refuses the
# calls for the policies alone, as their heading says, and distributes every table by tenant once those are out of the way.
# By hand, since Citus is built first, which takes some minutes. BUILD names a build folder to use instead of build/debug;
# CITUS_SOURCE a folder with Citus's sources instead of what git fetches; BRY_CITUS the folder that keeps what was built
# (default: bry-citus in TMPDIR). Exits with 77 when Citus can't be had.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${BUILD:-build/debug}
kept=${BRY_CITUS:-${TMPDIR:-/tmp}/bry-citus}
release=v13.2.2

skip() {
  echo "skipped: $1"
  exit 77
}

# What Debian's server was built with, as headers alone, nothing of it installed.
fetch_headers() {
  local packages=("postgresql-server-dev-$major" libzstd-dev liblz4-dev libkrb5-dev krb5-multidev comerr-dev libpam0g-dev
                  libldap-dev libselinux1-dev)
  (mkdir -p "$kept/packages" && cd "$kept/packages" && apt-get -qq download "${packages[@]}") ||
    skip "apt could not fetch the headers of PostgreSQL $major"
  for package in "$kept"/packages/*.deb; do dpkg -x "$package" "$kept/headers"; done
}

fetch_sources() {
  if [ -n "${CITUS_SOURCE:-}" ]; then
    cp -a "$CITUS_SOURCE" "$kept/source"
  else
    git clone -q --depth 1 --branch "$release" https://github.com/citusdata/citus "$kept/source" ||
      skip "git could not fetch Citus $release"
  fi
  # Newer minor releases of the server have the function themselves.
  perl -0pi -e 's/static inline bool\nhave_createdb_privilege\(void\)\n\{.*?\n\}\n//s' \
    "$kept/source/src/include/pg_version_compat.h"
}

# Beside a copy of the server, whose programs find their files from where they lie.
make_server() {
  local include="$kept/headers/usr/include"
  export CPATH="$include/postgresql/$major/server:$include:$include/mit-krb5"
  mkdir -p "$kept/server.part/usr/lib/postgresql" "$kept/server.part/usr/share/postgresql"
  cp -a "/usr/lib/postgresql/$major" "$kept/server.part/usr/lib/postgresql/"
  cp -aL "/usr/share/postgresql/$major" "$kept/server.part/usr/share/postgresql/"
  (
    cd "$kept/source"
    ./configure PG_CONFIG="/usr/lib/postgresql/$major/bin/pg_config" --without-libcurl --without-lz4 --without-zstd
    make -j2 with_llvm=no
    make install with_llvm=no DESTDIR="$kept/server.part"
  ) >"$kept/make.log" 2>&1 || skip "Citus could not be built; what was said is in $kept/make.log"
  mv "$kept/server.part" "$kept/server"
}

# PostgreSQL does not run as root.
as_nobody() {
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; else "$@"; fi
}

# The SQL comes behind the port.
ask() {
  psql -qAtX -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$1" -U postgres -d bry "${@:2}"
}

start_node() { # name port
  as_nobody "$bin/initdb" -D "$nodes/$1" -U postgres -A trust -N >/dev/null
  as_nobody tee -a "$nodes/$1/postgresql.conf" >/dev/null <<END
shared_preload_libraries = 'citus'
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
port = $2
fsync = off
citus.node_conninfo = 'sslmode=disable'
END
  as_nobody "$bin/pg_ctl" -D "$nodes/$1" -l "$nodes/$1.log" -w start >/dev/null
  psql -qX -h 127.0.0.1 -p "$2" -U postgres -d postgres -c 'CREATE DATABASE bry'
  ask "$2" -c 'CREATE EXTENSION citus'
}

stop_nodes() {
  for name in coordinator worker1 worker2; do
    as_nobody "$bin/pg_ctl" -D "$nodes/$name" -m immediate -w stop >/dev/null 2>&1 || true
  done
  rm -rf "$nodes"
}

fail() {
  echo "failed: $1"
  exit 1
}

major=$(ls /usr/lib/postgresql 2>/dev/null | grep -xE '15|16|17' | tail -1) || skip "no PostgreSQL 15, 16 or 17 is here"
command -v apt-get >/dev/null && command -v dpkg >/dev/null || skip "no apt to fetch headers with"
mkdir -p "$kept"
[ -d "$kept/headers" ] || fetch_headers
[ -d "$kept/source" ] || fetch_sources
[ -d "$kept/server" ] || make_server
bin="$kept/server/usr/lib/postgresql/$major/bin"
[ -f "$build/CMakeCache.txt" ] || cmake --preset debug >/dev/null
cmake --build "$build" --target bry >/dev/null
bry="$build/bindings/cli/bry"

nodes=$(mktemp -d)
trap stop_nodes EXIT
chmod a+rx "$kept"
if [ "$(id -u)" = 0 ]; then chown 65534:65534 "$nodes"; fi
read -r coordinator worker1 worker2 < <(python3 -c '
import socket
held = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
print(*(s.getsockname()[1] for s in held))')
start_node coordinator "$coordinator"
start_node worker1 "$worker1"
start_node worker2 "$worker2"
ask "$coordinator" -c "SELECT citus_set_coordinator_host('127.0.0.1', $coordinator)" \
  -c "SELECT citus_add_node('127.0.0.1', $worker1), citus_add_node('127.0.0.1', $worker2)" >/dev/null

# The roles of the schema are made and used in one transaction, of which the nodes would know the half.
store="host=127.0.0.1 port=$coordinator user=postgres dbname=bry"
"$bry" --store "$store options='-c citus.enable_ddl_propagation=off'" migrate >/dev/null
"$bry" --store "$store" schema citus --out "$nodes/calls.sql"

said=$(ask "$coordinator" -1 -f "$nodes/calls.sql" 2>&1 >/dev/null) &&
  fail "Citus takes the calls as they are: their heading, and the help of \`bry schema citus\`, say that it does not"
grep -q "Subqueries are not supported in policies" <<<"$said" || fail "Citus refuses the calls for another reason: $said"

ask "$coordinator" -c "SET citus.enable_ddl_propagation = off" -c "DO \$\$ DECLARE p record; BEGIN
  FOR p IN SELECT * FROM pg_policies WHERE schemaname = 'bry' AND concat(qual, with_check) LIKE '%SELECT%' LOOP
    EXECUTE format('DROP POLICY %I ON bry.%I', p.policyname, p.tablename);
  END LOOP; END \$\$"
ask "$coordinator" -f "$nodes/calls.sql" >/dev/null 2>"$nodes/said" || fail "without policies: $(cat "$nodes/said")"
tables=$(ask "$coordinator" -c "SELECT count(*) FROM pg_class WHERE relnamespace = 'bry'::regnamespace
  AND relkind IN ('r', 'p') AND relname <> 'migration'")
found=$(ask "$coordinator" -c "SELECT concat_ws(' ', count(*) FILTER (WHERE citus_table_type = 'reference'),
  count(*) FILTER (WHERE citus_table_type = 'distributed' AND distribution_column = 'tenant_id'),
  count(DISTINCT colocation_id) FILTER (WHERE citus_table_type = 'distributed')) FROM citus_tables
  WHERE table_name::text LIKE 'bry.%'")
[ "$found" = "2 $((tables - 2)) 1" ] || fail "of $tables tables, reference, by tenant, groups of these: $found"
echo "Citus refuses the policies, as is said, and distributes all of $tables tables by tenant without them."
