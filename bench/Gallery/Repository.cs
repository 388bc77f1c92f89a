// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Bench.Gallery;

/// <summary>Where the sources are.</summary>
internal static class Repository
{
    internal static string Root { get; } = Find();

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
