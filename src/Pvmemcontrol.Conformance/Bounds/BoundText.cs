// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Globalization;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>The steps of a bound's guest, as text.</summary>
internal static class BoundText
{
    /// <summary>Bytes a call: fewer are not told beside descriptors or mappings.</summary>
    private const long NoiseOfBytes = 256;

    /// <summary>One line for each kind of request.</summary>
    internal static ImmutableArray<string> Steps(BoundFigures figures, RunDeath? death)
    {
        List<string> lines = figures.Kind switch
        {
            BoundKind.Channels => Channels(figures),
            BoundKind.Lives => Lives(figures),
            BoundKind.Leaks => RepeatedCalls(figures),
            BoundKind.Large => Large(figures),
            BoundKind.Locks => Locks(figures),
            _ => Waves(figures),
        };
        if (figures[BoundField.LeftOut] != 0)
        {
            lines.Add($"left out, because the device dies of it: {string.Join(", ", LeftOut.NamesOf(figures))}");
        }

        if (death is not null)
        {
            lines.Add($"the VMM's process ended: {death.How}");
        }
        else if (figures.Kind is BoundKind.Mappings or BoundKind.Locks)
        {
            lines.Add("the VMM checks its remaining resources");
        }

        return [.. lines];
    }

    /// <summary>How much was used up.</summary>
    internal static string Figures(BoundFigures figures) => figures.Kind switch
    {
        BoundKind.Mappings =>
            Text($"{figures[BoundField.Mappings]:N0} of {figures[BoundField.MaxMapCount]:N0} mappings used"),
        BoundKind.Locks => Text($"{figures.Waves[0].Performed * (PageGeometry.Size / 1024):N0} of ")
            + Text($"{figures[BoundField.LockLimit] / 1024:N0} KiB locked"),
        BoundKind.Lives => Text($"{figures[BoundField.Lives]:N0} devices created and destroyed"),
        BoundKind.Leaks => Text($"{figures[BoundField.KindsOfCalls]} kinds of calls, ")
            + Text($"{figures[BoundField.RepeatedCalls]:N0} in all"),
        BoundKind.Large => Text($"{figures.Waves[0].Performed:N0} of {figures.Waves[0].Sent:N0} requests performed"),
        _ when BoundJudge.AreEnoughChannels(figures) =>
            Text($"{figures[BoundField.EndlessChannels]:N0} channels registered"),
        _ => Text($"{figures[BoundField.EndlessChannels]:N0} channels registered, none refused: too slow to show ")
            + $"whether they are bounded; {BoundRequirements.ChannelsAreBounded.Id} never exercised",
    };

    private static List<string> Waves(BoundFigures figures)
    {
        List<string> lines = ["RESET, REGISTER, READY: one channel"];
        for (var i = 0; i < MappingBound.Waves.Length; i++)
        {
            AddWave(lines, $"{FunctionCodes.Name(MappingBound.Waves[i])} of {Which(MappingBound.Waves[i])}",
                figures.Waves[i]);
        }

        return lines;
    }

    private static List<string> Locks(BoundFigures figures)
    {
        List<string> lines = ["RESET, REGISTER, READY: one channel"];
        for (var i = 0; i < LockBound.Waves.Length; i++)
        {
            AddWave(lines, LockBound.Waves[i], figures.Waves[i]);
        }

        return lines;
    }

    private static void AddWave(List<string> lines, string what, in BoundWave wave)
    {
        if (wave.Sent > 0)
        {
            lines.Add($"{what}:");
            lines.Add(Text($"  {wave.Sent:N0} requests, {wave.Performed:N0} performed{Refusal(wave)}"));
        }
    }

    private static string Which(FunctionCode function) => function switch
    {
        FunctionCode.MProtectNone =>
            "every second page of a stretch, a write to the others, MPROTECT_RW of all, DONTNEED",
        FunctionCode.MLock => "every second page of an area that is under MPROTECT_NONE",
        _ => "every second page of fresh memory",
    };

    private static string Refusal(in BoundWave wave) => wave.LastErrno == 0
        ? ""
        : Text($"; last refused with {Errnos.Describe((ulong)wave.LastErrno)}");

    private static List<string> Lives(BoundFigures figures) =>
    [
        "a device is made; RESET, REGISTER, READY; INFO, MPROTECT_R, MPROTECT_RW, DONTNEED of a page;",
        "  it is destroyed",
        Text($"the same {figures[BoundField.Lives]:N0} times, after a warm-up"),
    ];

    /// <summary>What each call that leaks loses: "1 descriptor for each refused DONTNEED".</summary>
    internal static IEnumerable<string> Leaks(BoundFigures figures)
    {
        for (var call = 0; call < figures.Leaks.Length; call++)
        {
            var leak = figures.Leaks[call];
            if (leak.IsLeak)
            {
                List<string> lost = [];
                AddLost(lost, leak.Descriptors, leak.Calls, LeakGrowth.ManyDescriptors, leak.Calls / 2, "descriptor");
                AddLost(lost, leak.Mappings, leak.Calls, LeakGrowth.ManyMappings, leak.Calls / 2, "mapping");
                AddLost(lost, leak.Bytes, leak.Calls, LeakGrowth.MuchMemory, leak.Calls * NoiseOfBytes, "byte");
                yield return $"{string.Join(" and ", lost)} for each {LeakCalls.Names[call]}";
            }
        }
    }

    /// <summary>On average; less than one for each call is given as a fraction.</summary>
    private static void AddLost(List<string> lost, long count, long calls, long many, long along, string what)
    {
        // What comes along with a leak counts too, but not the noise of the process.
        if (count >= Math.Min(many, along))
        {
            var each = Math.Round((double)count / calls, count < calls ? 2 : 0);
            lost.Add(Text($"{each:#,0.##} {what}{(each == 1 ? "" : "s")}"));
        }
    }

    private static List<string> RepeatedCalls(BoundFigures figures)
    {
        List<string> lines =
        [
            Text($"{figures[BoundField.KindsOfCalls]} kinds of calls, repeated together; then ever fewer of them,"),
            "  while the VMM uses more after each of three equal parts",
        ];
        for (var call = 0; call < figures.Leaks.Length; call++)
        {
            if (figures.Leaks[call] is { Calls: > 0 } leak)
            {
                lines.Add(Text($"{LeakCalls.Names[call]} alone, {leak.Calls:N0} times: ")
                    + Text($"{leak.Descriptors:N0} descriptors, {leak.Mappings:N0} mappings, ")
                    + Text($"{leak.Bytes >> 10:N0} KiB more"));
            }
        }

        return lines;
    }

    private static List<string> Large(BoundFigures figures)
    {
        List<string> lines =
        [
            "RESET, REGISTER, READY: one channel; the guest fills pages in and around the ranges of its requests",
            Text($"after each request it looks at all of them: {figures[BoundField.LargeRequests]:N0} requests")
                + " changed only what they may",
        ];
        if (figures[BoundField.LargeRefused] > 0)
        {
            lines.Add($"one of them was refused: {LargeJudge.Request(figures, BoundField.LargeRefused)}");
        }

        if (LargeBound.InFlight(figures) is { } unanswered)
        {
            lines.Add($"{unanswered}: not answered");
        }

        if (figures[BoundField.LargeUnanswered] > 0)
        {
            lines.Add($"{LargeJudge.Request(figures, BoundField.LargeUnanswered)}: buffer unchanged");
        }

        if (figures[BoundField.LargeRequest] > 0)
        {
            lines.Add($"{LargeJudge.Request(figures, BoundField.LargeRequest)}: ret_errno "
                + Errnos.Describe((ulong)figures[BoundField.LargeErrno]));
        }

        return lines;
    }

    private static List<string> Channels(BoundFigures figures)
    {
        var expected = ChannelBound.Expected((uint)figures[BoundField.SaidChannels]);
        var taken = figures[BoundField.TakenChannels];
        List<string> lines = [Text($"RESET, REGISTER up to {expected:N0} times: {taken:N0} ACK")];
        if (figures[BoundField.UsedChannels] > 0)
        {
            lines.Add(Text($"the same again, READY, INFO on each: {figures[BoundField.AnsweredChannels]:N0} answered"));
        }

        if (figures[BoundField.DroppedChannels] > 0)
        {
            var dropped = figures[BoundField.DroppedChannels];
            lines.Add(Text($"RESET and as many REGISTER, repeated: {dropped:N0} channels"));
        }

        if (figures[BoundField.EndlessChannels] > 0)
        {
            lines.Add(Text($"RESET, REGISTER without end: {figures[BoundField.EndlessChannels]:N0} ACK")
                + (figures[BoundField.RefusedChannel] == 1 ? ", then ERROR" : ""));
        }

        return lines;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
