// SPDX-License-Identifier: Apache-2.0

using System.Reflection;

namespace Pvmemcontrol.Concurrency.Support;

/// <summary>Where the sources are, for tests about them.</summary>
internal static class Repository
{
    internal static string Root { get; } = Path.GetFullPath(typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(a => a.Key == "RepositoryRoot").Value!);

    internal static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);
}
