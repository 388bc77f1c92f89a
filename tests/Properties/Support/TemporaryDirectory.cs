// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Properties.Support;

/// <summary>Directories that are removed after the tests.</summary>
internal static class TemporaryDirectory
{
    internal static string Make()
    {
        var directory = Directory.CreateTempSubdirectory("pvmemcontrol-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(directory, recursive: true);
        return directory;
    }
}
