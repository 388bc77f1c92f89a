// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Host;

/// <summary>A process that runs foreign code for another one: that it crashes is expected.</summary>
public static unsafe class ExpendableProcess
{
    /// <summary>
    /// Too small for a core file; and unlike 0 it also keeps the kernel (fs/coredump.c) from waiting for a program that
    /// takes cores from a pipe: meanwhile a crash would look like a hang.
    /// </summary>
    private const ulong NoCore = 1;

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// Makes this process one, before anything else is done in it. Afterwards it ends with the process that started it;
    /// whether that had ended before the call, opening a <see cref="SharedArena"/> of it shows.
    /// </summary>
    public static void Become()
    {
        ForbidCores();

        // What is sent to the whole group, from a terminal or by whoever cancels a job, is the other process's to deal
        // with; it fails only where this process leads a group already.
        _ = LibC.SetProcessGroup(0, 0);

        // No signal, but the call is bound: later, foreign code may have the loader's lock and never give it back.
        _ = LibC.Kill(Environment.ProcessId, 0);
        var parent = LibC.GetParentPid();
        new Thread(() => EndWith(parent)) { IsBackground = true }.Start();
    }

    /// <summary>
    /// Foreign code that spins or sleeps would go on for ever once nobody waits for it. PR_SET_PDEATHSIG is not for
    /// this: it is about the thread that started this process, which may be one of a pool and end early. Nor is the end
    /// of standard input: foreign code closes descriptors, and others come by their numbers.
    /// </summary>
    private static void EndWith(int parent)
    {
        while (LibC.GetParentPid() == parent)
        {
            Thread.Sleep(LookInterval);
        }

        _ = LibC.Kill(Environment.ProcessId, LibC.SigKill);
    }

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
