// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Targets.Loading;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>
/// The process of scenarios: takes batches of scenarios from the arena, runs each on fresh memory with a fresh device,
/// and leaves its observations there.
/// </summary>
public static class ScenarioProgram
{
    /// <summary>The program, as the tool starts it.</summary>
    public static ChildProgram Program { get; } =
        new("run-scenarios", Run);

    private static int Run(ChildArguments arguments) => ChildProtocol.Serve(arguments, (input, output) =>
    {
        using var arena = ScenarioArena.Open(arguments.SharedMemory);

        // Before any foreign code: a library that closes the standard streams must not close a descriptor of ours.
        using var vmas = new VmaTable();
        using var residency = new ResidencyTable();
        Serve(arena, arguments.Target, new Watch(vmas, residency), input, output);
    });

    private static void Serve(ScenarioArena arena, TargetSpec target, Watch watch, Stream input, Stream output)
    {
        var loaded = TargetLoader.Load(target);
        VmasAtCreate.Look(loaded, arena.Layout, watch.Vmas).CopyTo(arena.VmasAtCreate);
        using var beside = new BesideGuestRam(arena.Layout);
        arena.MaxChannels = loaded.MaxChannels;
        output.WriteByte(ChildProtocol.Ready);
        Span<byte> command = stackalloc byte[2];
        while (input.ReadAtLeast(command, command.Length, throwOnEndOfStream: false) == command.Length)
        {
            for (var place = command[0]; place < command[0] + command[1]; place++)
            {
                RunAt(arena, place, loaded, watch);
            }

            output.WriteByte(ChildProtocol.Done);
        }
    }

    private static void RunAt(ScenarioArena arena, int place, LoadedTarget loaded, Watch watch)
    {
        var steps = arena.ReadSteps(place);
        void Tell(int step, RunPhase phase) => arena.Tell(place, step, phase);

        arena.SetBegun(place);
        Tell(0, RunPhase.Creating);
        var layout = arena.Layout;
        using var memory = new GuestMemory(layout);
        using var life = new DeviceLife(loaded, memory, watch.Vmas, arena.VmasAtCreate);
        var run = new ScenarioRun(memory, life, loaded.CreateHostCalls(memory), Tell);
        run.Run(steps, arena.Observations(place));

        Tell(steps.Length, RunPhase.Observing);
        run.GivePagesBack();
        watch.Vmas.Read(memory, arena.Vmas(place));
        watch.Residency.Read(memory, arena.Residency(place));
        memory.MakeAccessible();
        BringInHugePages(memory);
        for (var page = 0; page < layout.PageCount; page++)
        {
            if (!arena.IsUntouched(place, page))
            {
                memory.Read(layout.AddressOfPage(page), arena.Page(place, page));
            }
        }

        Tell(steps.Length, RunPhase.Destroying);
        life.Dispose();
        Tell(steps.Length, RunPhase.Idle);
    }

    /// <summary>Faults in the huge pages that the device gave back, so that reading them is safe.</summary>
    /// <exception cref="HostException">Another process has taken a huge page meanwhile.</exception>
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
