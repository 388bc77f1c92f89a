// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace Pvmemcontrol.Bench.Gallery;

/// <summary>The command line: which tables, how many requests for each correct device, which seed.</summary>
internal sealed record Order(bool Broken, bool Correct, long Requests, ulong Seed)
{
    internal const string Usage = "usage: gallery [broken|correct] [REQUESTS [SEED]]   (REQUESTS: to each correct "
        + "device, by each profile, on each kind of memory, and concurrent; 20000 and seed 1 by default)";

    /// <summary>Reads <paramref name="args"/>; null if they are invalid.</summary>
    internal static Order? Parse(string[] args)
    {
        var (broken, correct, rest) = args switch
        {
            ["broken", .. var more] => (true, false, more),
            ["correct", .. var more] => (false, true, more),
            _ => (true, true, args),
        };
        return rest switch
        {
            [] => new(broken, correct, 20_000, 1),
            [var requests] when Positive(requests) is { } most => new(broken, correct, most, 1),
            [var requests, var seed] when Positive(requests) is { } most
                && ulong.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out var first) =>
                new(broken, correct, most, first),
            _ => null,
        };
    }

    private static long? Positive(string word) =>
        long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number : null;
}
