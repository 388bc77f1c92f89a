// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>Signals of the driver's own code, in words of the kernel.</summary>
internal static class Signals
{
    internal static string Describe(int signal, ulong address) => signal switch
    {
        4 => "the driver executes an illegal instruction",
        5 => "the driver stops at a breakpoint instruction",
        7 or 11 => $"the driver jumps to or accesses 0x{address:x}, where nothing is",
        8 => "the driver divides by zero",
        12 => "the driver spins: it computes for seconds without calling the kernel or accessing memory of others",
        _ => $"the driver ends with signal {signal}",
    };
}
