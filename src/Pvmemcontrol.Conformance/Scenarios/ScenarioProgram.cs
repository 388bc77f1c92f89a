// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Targets.Loading;
using Pvmemcontrol.Impl.Host;

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
        Serve(arena, arguments.Target, new FinalPages(arena, vmas, residency), guests, input, output);
    });

    private static void Serve(
        ScenarioArena arena, TargetSpec target, FinalPages pages, KvmGuests? guests, Stream input, Stream output)
    {
        var loaded = TargetLoader.Load(target);
        VmasAtCreate.Look(loaded, arena.Layout, pages.Vmas).CopyTo(arena.VmasAtCreate);
        using var kept = new KeptObjects();
        using var beside = new BesideGuestRam(arena.Layout);
        arena.MaxChannels = loaded.MaxChannels;
        output.WriteByte(ChildProtocol.Ready);
        var others = new OtherDevices(loaded, arena.ProcessNumber);
        Span<byte> command = stackalloc byte[2];
        while (input.ReadAtLeast(command, command.Length, throwOnEndOfStream: false) == command.Length)
        {
            for (var place = command[0]; place < command[0] + command[1]; place++)
            {
                RunAt(arena, place, loaded, others, pages, kept, guests);
            }

            output.WriteByte(ChildProtocol.Done);
        }
    }

    /// <summary>Runs the scenario in a place of the arena, and leaves there what it showed.</summary>
    internal static void RunAt(
        ScenarioArena arena, int place, LoadedTarget loaded, OtherDevices others, FinalPages pages, KeptObjects kept,
        KvmGuests? guests)
    {
        var steps = arena.ReadSteps(place);
        void Tell(int step, RunPhase phase) => arena.Tell(place, step, phase);

        arena.SetBegun(place);
        Tell(0, RunPhase.Creating);
        using var life = new DeviceLife(
            loaded, kept, arena.Layout, pages.Vmas, arena.VmasAtCreate, pages.Residency);
        var run = new ScenarioRun(life, others, loaded.CreateHostCalls(life.Memory), guests, Tell,
            (step, shown) => arena.Observations(place)[step] = shown);
        run.Run(steps);

        Tell(steps.Length, RunPhase.Observing);
        run.GivePagesBack();
        if (pages.Read(life.Memory, place, life.HasDevice) is { } view)
        {
            arena.SetOthers(place, view);
        }

        arena.SetObserved(place);
        Tell(steps.Length, RunPhase.Destroying);
        life.DestroyDevice();
        Tell(steps.Length, RunPhase.Idle);
    }
}
