// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Globalization;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Conformance.Storms;

/// <summary>What the guest did in a storm, for a reader.</summary>
internal static class StormAccount
{
    /// <summary>A line for every kind of deed.</summary>
    internal static ImmutableArray<string> Of(StormRun run)
    {
        var sheet = run.Sheet;
        List<string> lines = run.Kind == StormKind.Channels ? Channels(sheet) : Waves(run.Kind, sheet);
        if (run.Death is { } death)
        {
            lines.Add($"the VMM's process ended: {death.How}");
        }
        else if (run.Kind != StormKind.Channels)
        {
            lines.Add("the VMM looks what it can still do for itself");
        }

        return [.. lines];
    }

    private static List<string> Waves(StormKind kind, StormSheet sheet)
    {
        List<string> lines = ["RESET, REGISTER, READY: one channel"];
        var functions = kind == StormKind.Locks ? [FunctionCode.MLock] : MappingStorm.Waves;
        for (var i = 0; i < functions.Length && sheet.Wave(i).Sent > 0; i++)
        {
            var which = kind == StormKind.Locks ? "page after page"
                : functions[i] == FunctionCode.MLock ? "every second page of an area under MPROTECT_NONE"
                : "every second page of fresh memory";
            var wave = sheet.Wave(i);
            var refusal = wave.LastErrno == 0 ? "" : $", the last of the others: {Errnos.Describe((ulong)wave.LastErrno)}";
            lines.Add(string.Create(CultureInfo.InvariantCulture,
                $"{FunctionCodes.Name(functions[i])} of {which}: {wave.Sent:N0} requests, {wave.Performed:N0} performed")
                + refusal);
        }

        return lines;
    }

    private static List<string> Channels(StormSheet sheet)
    {
        var expected = ChannelStorm.Expected((uint)sheet[StormField.SaidChannels]);
        List<string> lines = [Text($"RESET, REGISTER up to {expected:N0} times: {sheet[StormField.TakenChannels]:N0} ACK")];
        if (sheet[StormField.UsedChannels] > 0)
        {
            lines.Add(Text($"the same again, READY, INFO on each: {sheet[StormField.AnsweredChannels]:N0} answered"));
        }

        if (sheet[StormField.DroppedChannels] > 0)
        {
            lines.Add(Text($"RESET and as many REGISTER, again and again: {sheet[StormField.DroppedChannels]:N0} channels"));
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
