// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Properties.Support;
using Pvmemcontrol.Properties.Tool;
using Xunit;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>The examples in C# run from end to end, as processes.</summary>
[Collection(HugePages.Collection)]
public sealed class ExampleTests
{
    private const string Name = "HugePageHoles";

    [Fact]
    public void Parts_of_a_huge_page_on_small_pages_read_as_zeros_and_the_rest_as_before()
    {
        var run = ToolRun.OfProgram(Name);
        Assert.Equal("", run.Errors);
        Assert.Contains("  32 parts read as zeros, 32 as before\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("32 calls of 32768 bytes, 0 refused", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("WRONG", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }

    [KvmFact]
    public void A_guest_on_a_real_vCPU_gives_parts_of_a_huge_page_back_and_draws_what_the_host_has_left()
    {
        var picture = Path.Combine(TemporaryDirectory.Make(), "resident.svg");
        var run = ToolRun.OfProgram("HugePageHolesOnKvm", picture);
        Assert.Contains(
            "the guest reads zeros in 32 parts, and its data in 32\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("WRONG", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("<svg", File.ReadAllText(picture), StringComparison.Ordinal);
    }

    [HugeFact]
    public void On_a_huge_page_of_the_host_only_the_whole_can_be_given_back()
    {
        var run = ToolRun.OfProgram(Name);
        Assert.Contains("  0 parts read as zeros, 64 as before\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("NOT SHOWN", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }
}
