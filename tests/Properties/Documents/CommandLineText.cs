// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using System.CommandLine.Help;
using Pvmemcontrol.Cli;

namespace Pvmemcontrol.Properties.Documents;

/// <summary>Options and exit codes, from the definitions that parse the command line and print its help.</summary>
internal static class CommandLineText
{
    private static readonly RootCommand Root = Commands.Root(CancellationToken.None);

    /// <summary>The options of a command, without those that every command has.</summary>
    internal static IEnumerable<Option> OptionsOf(string command) =>
        Root.Subcommands.Single(c => c.Name == command).Options.Where(o => !o.Hidden && o is not HelpOption);

    /// <summary>The table of a command's options.</summary>
    internal static string Options(string command) =>
        MarkdownTable.Of(["option", "meaning"], OptionsOf(command).Select(o => new[]
        {
            Escape(o.HelpName is null ? $"`{o.Name}`" : $"`{o.Name} {o.HelpName}`"),
            Escape(o.HasDefaultValue && o.GetDefaultValue() is string value
                ? $"{o.Description} (default: `{value}`)"
                : o.Description!),
        }));

    /// <summary>The table of exit codes, and what holds of several runs.</summary>
    internal static string ExitCodes() =>
        MarkdownTable.Of(["exit code", "meaning"], Cli.ExitCodes.All.Select(c => new[] { $"{c.Code}", c.Meaning }))
        + $"\n{Cli.ExitCodes.Severity}\n";

    /// <summary>A bar ends a cell also inside of code.</summary>
    private static string Escape(string text) => text.Replace("|", @"\|", StringComparison.Ordinal);
}
