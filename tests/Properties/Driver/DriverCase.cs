// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>A run to be made: a machine, what is done to the driver, and what goes wrong.</summary>
/// <param name="Devices">PCI devices: 1 or 2.</param>
/// <param name="Cpus">Possible CPUs: 1 or 2.</param>
/// <param name="HasWrite64">True where the address of a buffer is written in one go.</param>
/// <param name="Ops">In order.</param>
/// <param name="Faults">What goes wrong.</param>
internal sealed record DriverCase(
    int Devices, int Cpus, bool HasWrite64, ImmutableArray<DriverOp> Ops, ImmutableArray<Fault> Faults)
{
    public override string ToString() =>
        $"\n{Devices} device(s), {Cpus} CPU(s), {(HasWrite64 ? "8" : "4 and 4")}-byte addresses"
        + string.Concat(Ops.Select(op => $"\n  {op}")) + string.Concat(Faults.Select(f => $"\n  {f}")) + "\n";
}
