// SPDX-License-Identifier: Apache-2.0

using Xunit;

namespace Pvmemcontrol.Properties.Sources;

/// <summary>A theory about the published drivers' sources: skipped, loudly, where there are none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PublishedTheoryAttribute : TheoryAttribute
{
    private const string Variable = "PVMEMCONTROL_DRIVERS";

    public PublishedTheoryAttribute() => Skip = Folder is { Length: > 0 } ? null
        : $"SKIPPED: {Variable} names no folder with v4.c, v5.c and include";

    /// <summary>Where the sources are, or null.</summary>
    internal static string? Folder => Environment.GetEnvironmentVariable(Variable);
}
