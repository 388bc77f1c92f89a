// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Globalization;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Storms;

/// <summary>What the guest did in a storm, for a reader.</summary>
internal static class StormAccount
{
    /// <summary>A line for every kind of deed.</summary>
    internal static ImmutableArray<string> Of(StormKind kind, StormSheet sheet, RunDeath? death)
    {
        List<string> lines = kind switch
        {
            StormKind.Channels => Channels(sheet),
            StormKind.Lives => Lives(sheet),
            _ => Waves(kind, sheet),
        };
        if (death is not null)
        {
            lines.Add($"the VMM's process ended: {death.How}");
        }
        else if (kind is StormKind.Mappings or StormKind.Locks)
        {
            lines.Add("the VMM looks what it can still do for itself");
        }

        return [.. lines];
    }

    /// <summary>How much of what there is was used up.</summary>
    internal static string Figures(StormFigures figures) => figures.Kind switch
    {
        StormKind.Mappings =>
            Text($"{figures[StormField.Mappings]:N0} of {figures[StormField.MaxMapCount]:N0} mappings used"),
        StormKind.Locks => Text($"{figures.Waves[0].Performed * (PageGeometry.Size / 1024):N0} of ")
            + Text($"{figures[StormField.LockLimit] / 1024:N0} KiB locked"),
        StormKind.Lives => Text($"{figures[StormField.Lives]:N0} devices came and went"),
        _ => Text($"{figures[StormField.EndlessChannels]:N0} channels taken"),
    };

    private static List<string> Waves(StormKind kind, StormSheet sheet)
    {
        List<string> lines = ["RESET, REGISTER, READY: one channel"];
        var functions = kind == StormKind.Locks ? [FunctionCode.MLock] : MappingStorm.Waves;
        for (var i = 0; i < functions.Length; i++)
        {
            var wave = sheet.Wave(i);
            if (wave.Sent > 0)
            {
                var which = kind == StormKind.Locks ? "page after page" : Which(functions[i]);
                lines.Add(Text($"{FunctionCodes.Name(functions[i])} of {which}:"));
                lines.Add(Text($"  {wave.Sent:N0} requests, {wave.Performed:N0} performed{Refusal(wave)}"));
            }
        }

        return lines;
    }

    private static string Which(FunctionCode function) => function switch
    {
        FunctionCode.MProtectNone =>
            "every second page of a stretch, a write to the others, MPROTECT_RW of all, DONTNEED",
        FunctionCode.MLock => "every second page of an area that is under MPROTECT_NONE",
        _ => "every second page of fresh memory",
    };

    private static string Refusal(in StormWave wave) => wave.LastErrno == 0
        ? ""
        : Text($"; the last of the others: {Errnos.Describe((ulong)wave.LastErrno)}");

    private static List<string> Lives(StormSheet sheet) =>
    [
        "a device is made; RESET, REGISTER, READY; INFO, MPROTECT_R, MPROTECT_RW, DONTNEED of a page;",
        "  it is destroyed",
        Text($"the same {sheet[StormField.Lives]:N0} times, and some times before"),
    ];

    private static List<string> Channels(StormSheet sheet)
    {
        var expected = ChannelStorm.Expected((uint)sheet[StormField.SaidChannels]);
        var taken = sheet[StormField.TakenChannels];
        List<string> lines = [Text($"RESET, REGISTER up to {expected:N0} times: {taken:N0} ACK")];
        if (sheet[StormField.UsedChannels] > 0)
        {
            lines.Add(Text($"the same again, READY, INFO on each: {sheet[StormField.AnsweredChannels]:N0} answered"));
        }

        if (sheet[StormField.DroppedChannels] > 0)
        {
            var dropped = sheet[StormField.DroppedChannels];
            lines.Add(Text($"RESET and as many REGISTER, again and again: {dropped:N0} channels"));
        }

        if (sheet[StormField.EndlessChannels] > 0)
        {
            lines.Add(Text($"RESET, REGISTER without end: {sheet[StormField.EndlessChannels]:N0} ACK")
                + (sheet[StormField.RefusedChannel] == 1 ? ", then ERROR" : ""));
        }

        return lines;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
