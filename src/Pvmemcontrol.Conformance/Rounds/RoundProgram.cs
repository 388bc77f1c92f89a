// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>
/// The process of rounds: takes batches of them from the sheet, runs each on fresh memory with a fresh device, and
/// leaves what happened. It may die at any time; whoever started it says what that means.
/// </summary>
public static class RoundProgram
{
    /// <summary>The tool's hidden subcommand that runs this.</summary>
    public const string Subcommand = "rounds";

    /// <summary>Serves until standard input ends.</summary>
    /// <param name="sheetPath">The sheet of the process that judges.</param>
    /// <param name="target">What to run on, as <see cref="TargetSpec.ToString"/> gives it.</param>
    /// <returns>The process's exit code.</returns>
    public static int Run(string sheetPath, string target)
    {
        var (input, output) = RunnerProgram.Begin();
        using var sheet = RoundSheet.Open(sheetPath);
        using var vmas = new VmaTable();
        using var crew = new VcpuCrew();
        try
        {
            Serve(sheet, TargetLoader.Load(TargetSpec.Parse(target)), vmas, crew, input, output);
        }
        catch (Exception e) when (e is TargetUnusableException or HostException)
        {
            output.Write([RunnerProgram.Unusable, .. Encoding.UTF8.GetBytes(e.Message)]);
        }

        return 0;
    }

    private static void Serve(
        RoundSheet sheet, LoadedTarget loaded, VmaTable vmas, VcpuCrew crew, Stream input, Stream output)
    {
        sheet.SaidChannels = loaded.MaxChannels;
        sheet.IsSerialised = loaded.IsSerialised ? 1u : 0u;
        sheet.WorkingDrops = TryDrops(sheet, loaded);
        output.WriteByte(RunnerProgram.Ready);
        for (var count = input.ReadByte(); count >= 0; count = input.ReadByte())
        {
            Run(sheet, count, loaded, vmas, crew);
            output.WriteByte(RunnerProgram.Done);
        }
    }

    /// <summary>
    /// All rounds of a batch are prepared before the first begins, so that nothing but rounds is between rounds.
    /// </summary>
    private static void Run(RoundSheet sheet, int count, LoadedTarget loaded, VmaTable vmas, VcpuCrew crew)
    {
        sheet.Current = -1;
        var stages = Enumerable.Range(0, count).Select(slot => new RoundStage(sheet, slot, loaded)).ToArray();
        foreach (var group in stages.Where(s => !s.IsSerial).GroupBy(s => s.Round.Vcpus.Length))
        {
            var rounds = group.ToArray();
            crew.Play(group.Key, rounds.Length, (round, vcpu) => rounds[round].Play(vcpu));
        }

        foreach (var stage in stages.Where(s => s.IsSerial))
        {
            stage.PlayInTurns();
        }

        for (var slot = 0; slot < count; slot++)
        {
            sheet.Current = slot;
            stages[slot].Look(vmas);
            stages[slot].Dispose();
        }
    }

    /// <summary>Each drop alone, with nothing in flight: which of them make a channel's command dead.</summary>
    /// <exception cref="TargetUnusableException">There is no handshake.</exception>
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
            guest.Write((uint)drop.Value);
        }
        else if (!guest.ResetVm())
        {
            return false;
        }

        var before = guest.Look(0);
        guest.Write(guest.CommandOf(0));
        return guest.Look(0) == before;
    }
}
