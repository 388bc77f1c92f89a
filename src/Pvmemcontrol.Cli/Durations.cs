// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace Pvmemcontrol.Cli;

/// <summary>Durations on the command line: 10, 10s, 500ms, 2m.</summary>
internal static class Durations
{
    /// <summary>Reads a duration.</summary>
    /// <exception cref="UsageException">The text is no duration, or not positive, or longer than a day.</exception>
    internal static TimeSpan Parse(string text)
    {
        var (digits, unit) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (text[..^2], 0.001),
            _ when text.EndsWith('s') => (text[..^1], 1.0),
            _ when text.EndsWith('m') => (text[..^1], 60.0),
            _ => (text, 1.0),
        };
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number * unit is > 0 and <= 86_400
            ? TimeSpan.FromSeconds(number * unit)
            : throw new UsageException($"--time: '{text}' is not a duration such as 10, 10s, 500ms or 2m");
    }
}
