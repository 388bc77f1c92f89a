// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using System.Security.Cryptography;

namespace Pvmemcontrol.Cli;

/// <summary>The numbers of options.</summary>
internal static class Numbers
{
    /// <summary>A number in a range.</summary>
    /// <param name="option">The option, for messages.</param>
    /// <param name="text">Its value.</param>
    /// <param name="low">The least.</param>
    /// <param name="high">The most.</param>
    /// <param name="others">What else it may be, for messages.</param>
    /// <exception cref="UsageException">It is none.</exception>
    internal static long Parse(string option, string text, long low, long high, string others = "") =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= low && number <= high
            ? number
            : throw new UsageException($"{option}: '{text}' is {(others.Length > 0 ? "neither" : "not")} a number from "
                + $"{low} to {high}{others}");

    /// <summary>The value of --seed.</summary>
    /// <exception cref="UsageException">It is no number of 64 bits.</exception>
    internal static ulong Seed(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed
        : throw new UsageException($"--seed: '{text}' is not a number from 0 to 2^64-1");

    /// <summary>A seed that nobody chose, short enough to be typed.</summary>
    internal static ulong NewSeed() => (ulong)RandomNumberGenerator.GetInt32(int.MaxValue);
}
