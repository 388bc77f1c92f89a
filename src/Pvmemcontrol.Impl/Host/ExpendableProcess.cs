// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Host;

/// <summary>A process that runs foreign code for another one: that it crashes is expected.</summary>
public static unsafe class ExpendableProcess
{
    /// <summary>
    /// Too small for a core file, and unlike 0 it also keeps the kernel from waiting for a program that takes cores
    /// from a pipe, core(5): meanwhile a crash would look like a hang.
    /// </summary>
    private const ulong NoCore = 1;

    /// <summary>Makes this process one, before anything else is done in it.</summary>
    public static void Become() => ForbidCores();

    /// <summary>A crash must not leave files of gigabytes wherever the other process was started.</summary>
    private static void ForbidCores()
    {
        LibC.ResourceLimit limit;

        // SAFETY: the structure is written during the call only.
        if (LibC.PrLimit(0, LibC.ResourceCore, null, &limit) == 0 && limit.Soft > NoCore)
        {
            limit.Soft = NoCore;

            // SAFETY: the structure is read during the call only, and there is no old limit to write.
            _ = LibC.PrLimit(0, LibC.ResourceCore, &limit, null);
        }
    }
}
