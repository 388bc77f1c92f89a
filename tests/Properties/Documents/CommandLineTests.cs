// SPDX-License-Identifier: Apache-2.0

using Xunit;

namespace Pvmemcontrol.Properties.Documents;

/// <summary>What README.md and docs/conformance.md say of the command line outside of their generated parts.</summary>
public sealed class CommandLineTests
{
    [Fact]
    public void Verify_takes_the_options_of_conform_but_list() => Assert.Equal(
        CommandLineText.OptionsOf("conform").Select(o => o.Name).Except(["--list"]),
        CommandLineText.OptionsOf("verify").Select(o => o.Name));

    /// <summary>The continuous build runs the very command that the document gives.</summary>
    [Fact]
    public void The_command_that_builds_one_file_is_the_one_that_is_run_for_every_change()
    {
        var command = File.ReadLines(Repository.PathOf("docs", "conformance.md"))
            .Single(l => l.StartsWith("dotnet publish ", StringComparison.Ordinal));
        Assert.Contains(command, File.ReadAllText(Repository.PathOf(".ci", "run")), StringComparison.Ordinal);
    }
}
