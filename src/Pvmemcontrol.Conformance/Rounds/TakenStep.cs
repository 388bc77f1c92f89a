// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>A step with what became of it.</summary>
/// <param name="Vcpu">Whose step.</param>
/// <param name="Index">Its place among the steps of that vCPU.</param>
/// <param name="Step">What it was.</param>
/// <param name="Record">What became of it.</param>
internal sealed record TakenStep(int Vcpu, int Index, VcpuStep Step, StepRecord Record)
{
    /// <summary>True when the one had returned before the other began.</summary>
    internal bool IsBefore(TakenStep other) => Record.Returned != 0 && Record.Returned < other.Record.Begun;

    /// <summary>True when neither had returned before the other began.</summary>
    internal bool Overlaps(TakenStep other) => !IsBefore(other) && !other.IsBefore(this);
}
