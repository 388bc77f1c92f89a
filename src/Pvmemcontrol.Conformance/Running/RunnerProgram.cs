// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Running;

/// <summary>
/// The runner's process: takes batches of scenarios from the arena, runs each on fresh memory with a fresh device,
/// and leaves what it observed. It may die at any time; whoever started it says what that means.
/// </summary>
public static class RunnerProgram
{
    /// <summary>Comes first, before the target is loaded.</summary>
    internal const byte Begun = (byte)'B';

    /// <summary>The answer when the target is loaded.</summary>
    internal const byte Ready = (byte)'R';

    /// <summary>The answer when it cannot be, or declines to make another device; a line of text follows.</summary>
    internal const byte Unusable = (byte)'U';

    /// <summary>The answer when a batch is done.</summary>
    internal const byte Done = (byte)'D';

    /// <summary>Serves until standard input ends.</summary>
    /// <param name="arenaPath">The arena of the process that judges.</param>
    /// <param name="target">What to run on, as <see cref="TargetSpec.ToString"/> gives it.</param>
    /// <returns>The process's exit code.</returns>
    public static int Run(string arenaPath, string target)
    {
        var (input, output) = Begin();
        using var arena = Arena.Open(arenaPath);

        // Before any foreign code: a library that closes the standard streams must not meet a descriptor of ours there.
        using var vmas = new VmaTable();
        using var residency = new ResidencyTable();
        try
        {
            Serve(arena, target, new Watch(vmas, residency), input, output);
        }
        catch (TargetUnusableException e)
        {
            output.Write([Unusable, .. Encoding.UTF8.GetBytes(e.Message)]);
        }
        catch (HostException e)
        {
            // What this host refuses to the runner itself is not the device's doing.
            output.Write([Unusable, .. Encoding.UTF8.GetBytes($"the runner cannot work on this host: {e.Message}")]);
        }

        return 0;
    }

    /// <summary>What every process for foreign code does first; its streams to whoever judges.</summary>
    internal static (Stream Input, Stream Output) Begin()
    {
        ExpendableProcess.Become();
        var streams = StandardStreams.Take();
        streams.Output.WriteByte(Begun);
        return streams;
    }

    private static void Serve(Arena arena, string target, Watch watch, Stream input, Stream output)
    {
        if (arena.LockLimit != ulong.MaxValue)
        {
            LockLimit.Impose(arena.LockLimit);
        }

        var loaded = TargetLoader.Load(TargetSpec.Parse(target));
        using (var memory = new GuestMemory(arena.Layout))
        {
            loaded.CreateDevice(memory)?.Dispose();
        }

        arena.MaxChannels = loaded.MaxChannels;
        output.WriteByte(Ready);
        Span<byte> command = stackalloc byte[2];
        while (input.ReadAtLeast(command, command.Length, throwOnEndOfStream: false) == command.Length)
        {
            for (var slot = command[0]; slot < command[0] + command[1]; slot++)
            {
                RunSlot(arena, slot, loaded, watch);
            }

            output.WriteByte(Done);
        }
    }

    private static void RunSlot(Arena arena, int slot, LoadedTarget loaded, Watch watch)
    {
        var steps = arena.ReadSteps(slot);
        void Tell(int step, RunPhase phase) => arena.Tell(slot, step, phase);

        arena.SetBegun(slot);
        Tell(0, RunPhase.Creating);
        var layout = arena.Layout;
        using var memory = new GuestMemory(layout);
        using var life = new DeviceLife(loaded, memory, watch.Vmas);
        var run = new ScenarioRun(memory, life, loaded.CreateHostCalls(memory), Tell);
        run.Run(steps, arena.Observations(slot));

        Tell(steps.Length, RunPhase.Observing);
        run.GivePagesBack();
        watch.Vmas.Read(memory, arena.Vmas(slot));
        watch.Residency.Read(memory, arena.Residency(slot));
        memory.MakeAccessible();
        BringInHugePages(memory);
        for (var page = 0; page < layout.PageCount; page++)
        {
            if (!arena.IsUntouched(slot, page))
            {
                memory.Read(layout.AddressOfPage(page), arena.Page(slot, page));
            }
        }

        Tell(steps.Length, RunPhase.Destroying);
        life.Dispose();
        Tell(steps.Length, RunPhase.Idle);
    }

    /// <summary>Brings in what the device gave back, so that to read it is no risk.</summary>
    /// <exception cref="HostException">Others have taken a huge page meanwhile.</exception>
    private static void BringInHugePages(GuestMemory memory)
    {
        Span<byte> first = stackalloc byte[1];
        foreach (var region in memory.Layout.Regions.Where(r => r.Backing.IsHuge()))
        {
            for (var page = 0; page < region.Pages; page += region.Backing.PagesAtOnce())
            {
                if (!memory.TryRead(region.Start + ((ulong)page << PageGeometry.Shift), first))
                {
                    HugePagePool.RequireFree();
                }
            }
        }
    }

    /// <summary>What the process reads about itself.</summary>
    private sealed record Watch(VmaTable Vmas, ResidencyTable Residency);
}
