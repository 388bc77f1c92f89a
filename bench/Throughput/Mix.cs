// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;

namespace Pvmemcontrol.Bench.Throughput;

/// <summary>The scenarios of bare host calls that a run makes by default.</summary>
internal static class Mix
{
    /// <summary>Scenarios that are measured together, on each backing.</summary>
    internal const int Count = 256;

    private const ulong Seed = 1;

    /// <summary>The scenarios on a backing.</summary>
    internal static Scenario[] On(string backing)
    {
        var size = new CampaignOptions { Seed = Seed, Profile = Profile.Linux }.ScenarioSize;
        return
        [
            .. Enumerable.Range(0, Count).Select(i => ScenarioGenerator.Generate(
                SeededDraw.Derive(Seed, i), size, StepTable.BareKernel, Layouts.ByName[backing])),
        ];
    }

    /// <summary>What there is in a scenario on average.</summary>
    internal static string Describe()
    {
        var steps = On(Layouts.StandardName).SelectMany(s => s.Steps).ToList();
        var calls = steps.OfType<Step.HostCall>().ToList();
        var functions = calls.GroupBy(c => c.Function).OrderByDescending(g => g.Count())
            .Select(g => $"{FunctionCodes.Name(g.Key)} {Share(g.Count())}");
        return $"a scenario: {Share(calls.Count)} host calls, {Share(steps.Count(s => s is Step.Fill))} filled pages, "
            + $"{Share(steps.Count(s => s is Step.Store or Step.Load))} stores and loads of a word"
            + Environment.NewLine + "calls: " + string.Join(", ", functions);
    }

    private static string Share(int count) =>
        ((double)count / Count).ToString("0.0", CultureInfo.InvariantCulture);
}
