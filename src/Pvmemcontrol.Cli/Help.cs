// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Pvmemcontrol.Conformance.Reporting;

namespace Pvmemcontrol.Cli;

/// <summary>--help: what the library prints, and the exit codes.</summary>
/// <param name="usual">What the library prints.</param>
internal sealed class Help(HelpAction usual) : SynchronousCommandLineAction
{
    private const int MeaningColumn = 5;

    /// <summary>Makes this the help of a command line.</summary>
    internal static void AddTo(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new Help((HelpAction)option.Action!);
    }

    /// <summary>Who asks for help need not give what the command requires.</summary>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = usual.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Exit codes:");
        foreach (var (code, meaning) in ExitCodes.All)
        {
            var head = $"  {code}".PadRight(MeaningColumn);
            foreach (var line in CounterexampleText.Wrap(meaning.Replace("`", "", StringComparison.Ordinal)))
            {
                output.WriteLine($"{head}{line}");
                head = "".PadRight(MeaningColumn);
            }
        }

        output.WriteLine($"  {ExitCodes.Severity.Replace("`", "", StringComparison.Ordinal)}");
        return exitCode;
    }
}
