// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Conformance.Oracle;
using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Targets.Loading;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// The process of rounds: takes batches of them from the sheet, runs each on fresh memory with a fresh device, and
/// records the steps.
/// </summary>
public static class RoundProgram
{
    /// <summary>The program, as the tool starts it.</summary>
    public static ChildProgram Program { get; } =
        new("run-rounds", Run);

    private static int Run(ChildArguments arguments) => ChildProtocol.Serve(arguments, (input, output) =>
    {
        using var sheet = RoundSheet.Open(arguments.SharedMemory);
        using var vmas = new VmaTable();
        using var threads = new VcpuThreads();
        Serve(sheet, TargetLoader.Load(arguments.Target), vmas, threads, input, output);
    });

    private static void Serve(
        RoundSheet sheet, LoadedTarget loaded, VmaTable vmas, VcpuThreads threads, Stream input, Stream output)
    {
        sheet.SaidChannels = loaded.MaxChannels;
        sheet.IsSerialised = loaded.IsSerialised ? 1u : 0u;
        sheet.WorkingDrops = TryDrops(sheet, loaded);
        VmasAtCreate.Look(loaded, RoundLayout.Layout, vmas).AsSpan(..RoundLayout.ComparedPages)
            .CopyTo(sheet.VmasAtCreate);
        output.WriteByte(ChildProtocol.Ready);
        for (var count = input.ReadByte(); count >= 0; count = input.ReadByte())
        {
            Run(sheet, count, loaded, vmas, threads);
            output.WriteByte(ChildProtocol.Done);
        }
    }

    /// <summary>
    /// Prepares all rounds of a batch before the first begins, so that rounds follow each other directly.
    /// </summary>
    private static void Run(RoundSheet sheet, int count, LoadedTarget loaded, VmaTable vmas, VcpuThreads threads)
    {
        sheet.Current = -1;
        var stages = new RoundStage[count];

        // The kernel maps downwards, and tells the flags of VMAs upwards: guest RAM that was looked at is gone by then.
        for (var place = count - 1; place >= 0; place--)
        {
            stages[place] = new RoundStage(sheet, place, loaded);
        }

        foreach (var group in stages.Where(s => !s.IsSerial).GroupBy(s => s.Round.Vcpus.Length))
        {
            var rounds = group.ToArray();
            threads.Play(group.Key, rounds.Length, (round, vcpu) => rounds[round].Play(vcpu));
        }

        foreach (var stage in stages.Where(s => s.IsSerial))
        {
            stage.PlayInTurns();
        }

        for (var place = 0; place < count; place++)
        {
            sheet.Current = place;
            stages[place].Look(vmas);
            stages[place].Dispose();
        }
    }

    /// <summary>Tries each drop alone, with nothing in flight: which of them make a channel's command dead.</summary>
    /// <exception cref="TargetUnusableException">The handshake fails.</exception>
    private static ulong TryDrops(RoundSheet sheet, LoadedTarget loaded)
    {
        var round = new Round(0, 1, [new Request(FunctionCode.Info, 1, 1, 1)], []);
        var working = 0UL;
        for (var i = 0; i < Drops.All.Length; i++)
        {
            sheet.Tell(Round.MostVcpus);
            using var memory = new GuestMemory(RoundLayout.Layout);
            using var device = loaded.CreateDevice(memory) ?? throw new TargetUnusableException("there is no device");
            var guest = new RoundGuest(device, memory, round);
            if (!guest.TryHandshake(round.Channels))
            {
                throw new TargetUnusableException("the handshake fails");
            }

            working |= HasDropped(guest, Drops.All[i]) ? 1UL << i : 0;
        }

        return working;
    }

    private static bool HasDropped(RoundGuest guest, VcpuStep drop)
    {
        if (drop.Action != VcpuAction.VmReset)
        {
            guest.Port.WriteCommand((uint)drop.Value);
        }
        else if (!guest.ResetVm())
        {
            return false;
        }

        var before = guest.Look(0);
        guest.Port.WriteCommand(guest.CommandOf(0));
        return guest.Look(0) == before;
    }
}
