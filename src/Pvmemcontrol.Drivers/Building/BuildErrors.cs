// SPDX-License-Identifier: Apache-2.0

using System.Text.RegularExpressions;

namespace Pvmemcontrol.Drivers.Building;

/// <summary>What a compiler complains about, as one line that says what to do.</summary>
internal static partial class BuildErrors
{
    internal static string Explain(string said, string kit)
    {
        if (MissingHeader().Match(said) is { Success: true } header)
        {
            return $"{At(header)}: the headers of this tool have no <{header.Groups["name"].Value}>; "
                + "give one of your own with --include, or add its name to headers.txt";
        }

        if (MissingFunction().Match(said) is { Success: true } function)
        {
            return $"{At(function)}: {function.Groups["name"].Value} is not among the kernel functions that this tool "
                + "knows; define it in a header that you give with --include";
        }

        if (Undefined().Match(said) is { Success: true } symbol)
        {
            return $"{symbol.Groups["name"].Value} is declared and nowhere defined; give the file that defines it, "
                + "or define it in a header that you give with --include";
        }

        if (Error().Match(said) is { Success: true } error)
        {
            return $"{At(error)}: {error.Groups["text"].Value.Trim()}";
        }

        return $"the driver cannot be built: {Toolchain.FirstLine(said).Replace(kit, "", StringComparison.Ordinal)}";
    }

    private static string At(Match match) =>
        $"{System.IO.Path.GetFileName(match.Groups["file"].Value)}:{match.Groups["line"].Value}";

    [GeneratedRegex(@"^(?<file>[^:\n]+):(?<line>\d+):\d+: (fatal )?error: '?(?<name>[^:' ]+\.h)'?"
        + "(: No such file| file not found)",
        RegexOptions.Multiline)]
    private static partial Regex MissingHeader();

    [GeneratedRegex(@"^(?<file>[^:\n]+):(?<line>\d+):\d+: error: (implicit declaration of|call to undeclared) "
        + @"function '(?<name>\w+)'",
        RegexOptions.Multiline)]
    private static partial Regex MissingFunction();

    [GeneratedRegex(@"undefined reference to [`'](?<name>\w+)'")]
    private static partial Regex Undefined();

    [GeneratedRegex(@"^(?<file>[^:\n]+):(?<line>\d+):\d+: (fatal )?error: (?<text>.*)$", RegexOptions.Multiline)]
    private static partial Regex Error();
}
