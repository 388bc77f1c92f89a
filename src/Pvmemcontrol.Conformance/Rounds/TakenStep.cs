// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>A step with its record.</summary>
/// <param name="Vcpu">The vCPU.</param>
/// <param name="Index">Its place among the steps of that vCPU.</param>
/// <param name="Step">The step.</param>
/// <param name="Record">Its record.</param>
internal sealed record TakenStep(int Vcpu, int Index, VcpuStep Step, StepRecord Record)
{
    /// <summary>True when this step returned before the other began.</summary>
    internal bool IsBefore(TakenStep other) => Record.Returned != 0 && Record.Returned < other.Record.Begun;

    /// <summary>True when neither step returned before the other began.</summary>
    internal bool Overlaps(TakenStep other) => !IsBefore(other) && !other.IsBefore(this);
}
