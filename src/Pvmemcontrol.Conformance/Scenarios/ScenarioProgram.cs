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
        using var guests = arguments.Vcpus == Vcpus.Kvm ? new KvmGuests() : null;
        Serve(arena, arguments.Target, new Watch(vmas, residency), guests, input, output);
    });

    private static void Serve(
        ScenarioArena arena, TargetSpec target, Watch watch, KvmGuests? guests, Stream input, Stream output)
    {
        var loaded = TargetLoader.Load(target);
        VmasAtCreate.Look(loaded, arena.Layout, watch.Vmas).CopyTo(arena.VmasAtCreate);
        using var beside = new BesideGuestRam(arena.Layout);
        arena.MaxChannels = loaded.MaxChannels;
        output.WriteByte(ChildProtocol.Ready);
        var others = new OtherDevices(loaded, arena.ProcessNumber);
        Span<byte> command = stackalloc byte[2];
        while (input.ReadAtLeast(command, command.Length, throwOnEndOfStream: false) == command.Length)
        {
            for (var place = command[0]; place < command[0] + command[1]; place++)
            {
                RunAt(arena, place, loaded, others, watch, guests);
            }

            output.WriteByte(ChildProtocol.Done);
        }
    }

    private static void RunAt(
        ScenarioArena arena, int place, LoadedTarget loaded, OtherDevices others, Watch watch, KvmGuests? guests)
    {
        var steps = arena.ReadSteps(place);
        void Tell(int step, RunPhase phase) => arena.Tell(place, step, phase);

        arena.SetBegun(place);
        Tell(0, RunPhase.Creating);
        var layout = arena.Layout;
        using var life = new DeviceLife(loaded, layout, watch.Vmas, arena.VmasAtCreate);
        var run = new ScenarioRun(life, others, loaded.CreateHostCalls(life.Memory), guests, Tell);
        run.Run(steps, arena.Observations(place));

        Tell(steps.Length, RunPhase.Observing);
        run.GivePagesBack();
        var memory = life.Memory;
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

        if (life.HasDevice && FindOthers(memory) is { } view)
        {
            arena.SetOthers(place, view);
        }

        arena.SetObserved(place);
        Tell(steps.Length, RunPhase.Destroying);
        life.DestroyDevice();
        Tell(steps.Length, RunPhase.Idle);
    }

    /// <summary>
    /// Looks at guest RAM as others do who have mapped it; the first word that is not as it should be.
    /// </summary>
    private static OthersView? FindOthers(GuestMemory memory)
    {
        Span<byte> expected = stackalloc byte[PageGeometry.Size];
        var (page, regions) = (0, memory.Layout.Regions);
        for (var region = 0; region < regions.Length; region++)
        {
            var seen = memory.AsOthersSee(region);
            for (var end = page + regions[region].Pages; page < end; page++)
            {
                if (seen.IsEmpty)
                {
                    continue;
                }

                if (regions[region].Backing == Backing.PrivateFile)
                {
                    PageImage.FillPattern(page, PageImage.FileTag, expected);
                }
                else
                {
                    memory.Read(memory.Layout.AddressOfPage(page), expected);
                }

                if (OthersView.Compare(page, seen[..PageGeometry.Size], expected) is { } view)
                {
                    return view;
                }

                seen = seen[PageGeometry.Size..];
            }
        }

        return null;
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
