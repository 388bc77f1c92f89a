// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Host;

/// <summary>A process that runs foreign code for another one, and is expected to crash.</summary>
public static unsafe class ExpendableProcess
{
    /// <summary>
    /// Too small for a core file; and unlike 0 it also keeps the kernel (fs/coredump.c) from waiting for a program that
    /// takes cores from a pipe: meanwhile a crash would look like a hang.
    /// </summary>
    private const ulong NoCore = 1;

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Makes this process expendable; to be called first. From then on it ends with the process that started it. If
    /// that ended before the call, opening its <see cref="SharedArena"/> fails.
    /// </summary>
    public static void Become()
    {
        ForbidCores();

        // The other process handles signals to the whole group, from a terminal or a cancelled job. The call fails only
        // where this process already leads a group.
        _ = LibC.SetProcessGroup(0, 0);

        // Sends no signal, but binds the call: later, foreign code may hold the loader's lock forever.
        _ = LibC.Kill(Environment.ProcessId, 0);
        var parent = LibC.GetParentPid();
        new Thread(() => EndWith(parent)) { IsBackground = true }.Start();
    }

    /// <summary>
    /// Foreign code that spins or sleeps would outlive the process that waits for it. PR_SET_PDEATHSIG does not help:
    /// it follows the thread that started this process, which may be a pool thread that ends early. Nor does the end of
    /// standard input: foreign code may close the descriptor and reuse its number.
    /// </summary>
    private static void EndWith(int parent)
    {
        while (LibC.GetParentPid() == parent)
        {
            Thread.Sleep(LookInterval);
        }

        _ = LibC.Kill(Environment.ProcessId, LibC.SigKill);
    }

    /// <summary>A crash must not leave a core file of gigabytes in the working directory.</summary>
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
