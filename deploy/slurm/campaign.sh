#!/usr/bin/env bash
# A campaign as a Slurm job array, and a job behind it that merges the reports, whatever became of the parts.
#   LIBRARY=/shared/libmydevice.so SEED=1 SHARDS=16 RESULTS=/shared/results deploy/slurm/campaign.sh
# Optional: CONFORM_OPTIONS, PVMEMCONTROL (see ../shard.sh), SBATCH_OPTIONS (such as --partition=test).
set -euo pipefail

: "${LIBRARY:?}" "${SEED:?}" "${SHARDS:?}" "${RESULTS:?}"
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$RESULTS"
export LIBRARY SEED SHARDS RESULTS PVMEMCONTROL="${PVMEMCONTROL:-pvmemcontrol}" CONFORM_OPTIONS="${CONFORM_OPTIONS:-}"
read -r -a options <<< "${SBATCH_OPTIONS:-}"

# --requeue: a part whose node dies is run again, and replaces its own report.
array=$(sbatch --parsable --requeue --export=ALL --job-name=pvmemcontrol --array="1-$SHARDS" --cpus-per-task=2 \
  --output="$RESULTS/part-%a.log" "${options[@]}" --wrap "'$here/../shard.sh' \"\$SLURM_ARRAY_TASK_ID\"")
merged=$(sbatch --parsable --export=ALL --job-name=pvmemcontrol-merge --dependency="afterany:${array%%;*}" \
  --output="$RESULTS/merge.log" "${options[@]}" --wrap "'$here/../merge.sh'")
echo "array ${array%%;*}, merge ${merged%%;*}: the verdict will be in $RESULTS/merge.log"
