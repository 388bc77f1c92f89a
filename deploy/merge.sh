#!/usr/bin/env bash
# Merges the reports of a campaign; the exit code is that of the whole. RESULTS and PVMEMCONTROL as in shard.sh.
set -euo pipefail

: "${RESULTS:?}"
shopt -s nullglob
parts=("$RESULTS"/part-*.json)
if ((${#parts[@]} == 0)); then
  echo "no part of the campaign has left a report in $RESULTS" >&2
  exit 1
fi

exec "${PVMEMCONTROL:-pvmemcontrol}" merge "${parts[@]}"
