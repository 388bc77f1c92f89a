// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Oracle;

/// <summary>What is expected of runs that are written by hand, by abi.</summary>
internal static class Verdicts
{
    internal static void AssertConforms(WrittenRun run) => Assert.Empty(run.Judged().Findings);

    /// <summary>The violation is of this requirement.</summary>
    internal static void AssertNamed(Requirement requirement, WrittenRun run) =>
        Assert.Equal(requirement, run.Judged().Violation?.Requirement);

    /// <summary>This is among the deviations, and nothing is violated.</summary>
    internal static void AssertDeviates(Requirement requirement, WrittenRun run)
    {
        Assert.Null(run.Judged().Violation);
        Assert.Contains(requirement, run.Judged().Deviations.Select(d => d.Requirement));
    }
}
