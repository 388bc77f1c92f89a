// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Cli;
using Pvmemcontrol.Conformance.Evidence;
using Xunit;

namespace Pvmemcontrol.Properties.Tool;

/// <summary>The list of exit codes, which documents and help are made of.</summary>
public sealed class ExitCodeTests
{
    [Fact]
    public void Every_outcome_has_an_exit_code_and_they_ascend()
    {
        var codes = ExitCodes.All.Select(c => c.Code).ToList();
        Assert.Equal(codes.Distinct().Order(), codes);
        Assert.All(Enum.GetValues<Outcome>(), outcome => Assert.Contains((int)outcome, codes));
    }
}
