#!/usr/bin/env bash
# Runs one part of a campaign and keeps its report. The engines call it with the number of the part, from 1.
#   LIBRARY  the device, a shared library
#   SEED     the seed of the campaign, the same for all parts
#   SHARDS   how many parts there are
#   RESULTS  the directory for the reports, shared by all parts
# Optional: PVMEMCONTROL (the tool; default: pvmemcontrol), CONFORM_OPTIONS (more options, such as --time 10m).
set -euo pipefail

part=${1:?the number of the part, from 1}
: "${LIBRARY:?}" "${SEED:?}" "${SHARDS:?}" "${RESULTS:?}"
mkdir -p "$RESULTS/traces-$part"
read -r -a options <<< "${CONFORM_OPTIONS:-}"

code=0
"${PVMEMCONTROL:-pvmemcontrol}" conform "$LIBRARY" --seed "$SEED" --shard "$part/$SHARDS" \
  --traces "$RESULTS/traces-$part" --report "json=$RESULTS/part-$part.json" "${options[@]}" || code=$?

# A verdict is a result whatever it is: the whole is judged by merge. Anything else failed, and may be run again.
case $code in
  0 | 2 | 3 | 4 | 7 | 8) echo "part $part of $SHARDS: exit code $code" ;;
  *) exit "$code" ;;
esac
