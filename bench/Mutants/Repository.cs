// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Mutants;

/// <summary>Where the sources are.</summary>
internal static class Repository
{
    internal static string Root { get; } = Find();

    internal static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Pvmemcontrol.slnx")))
        {
            directory = directory.Parent ?? throw new InvalidOperationException("this is not run from the repository");
        }

        return directory.FullName;
    }
}
