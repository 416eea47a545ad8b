#!/usr/bin/env bash
# The ddi.xml of a bundle against the schema of DDI-Codebook 2.6: ddi.sh PYTHON
# The schema lies outside the tree, in $BRY_DATA or ../shared/data. Without it, or xmllint, this is skipped (77).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
schema=${BRY_DATA:-$here/../../../../shared/data}/ddi/schemas/codebook.xsd
command -v xmllint >/dev/null || { echo "skipped: xmllint (libxml2-utils) is not there"; exit 77; }
[ -f "$schema" ] || { echo "skipped: the schema is not there: set BRY_DATA"; exit 77; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
"$1" -B "$here/write_files.py" "$place/bundle"
xmllint --noout --nonet --schema "$schema" "$place/bundle/ddi.xml" 2>"$place/log" || { grep -v "Skipping import" "$place/log"; exit 1; }
# The test can fail: an element that is not where the schema has it is found.
sed 's/<dataKind>/<dataKynd>/; s,</dataKind>,</dataKynd>,' "$place/bundle/ddi.xml" >"$place/bad.xml"
if xmllint --noout --nonet --schema "$schema" "$place/bad.xml" 2>/dev/null; then
  echo "a document with an element of its own was taken for valid"
  exit 1
fi
echo "ddi.xml is valid"
