// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace Pvmemcontrol.Properties.Support;

/// <summary>The effort of randomised tests: a factor from the environment.</summary>
internal static class Effort
{
    private const string Variable = "PVMEMCONTROL_TEST_EFFORT";

    /// <summary>1 by default.</summary>
    internal static int Factor { get; } =
        int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture,
            out var factor) && factor > 0
            ? factor
            : 1;

    /// <summary>Why a long test is skipped; null when it runs.</summary>
    internal static string? SkipsLong { get; } =
        Factor > 1 ? null : $"SKIPPED: a long test; {Variable}=2 runs it";
}
