// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Properties.Support;
using Pvmemcontrol.Properties.Tool;
using Xunit;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>examples/csharp/HugePageHoles runs from end to end, as a process.</summary>
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

    [HugeFact]
    public void On_a_huge_page_of_the_host_only_the_whole_can_be_given_back()
    {
        var run = ToolRun.OfProgram(Name);
        Assert.Contains("  0 parts read as zeros, 64 as before\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("NOT SHOWN", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }
}
