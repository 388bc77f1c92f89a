// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Processes;
using Pvmemcontrol.Drivers.Processes;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Sources;

/// <summary>Sources under the tool beside these tests.</summary>
internal static class DriverCheck
{
    /// <summary>A file with this source, in a folder of its own.</summary>
    internal static string FileOf(string source)
    {
        var file = Path.Combine(TemporaryDirectory.Make(), "pvmemcontrol.c");
        File.WriteAllText(file, source);
        return file;
    }

    /// <summary>The worlds of these names.</summary>
    internal static IReadOnlyList<WorldSetup> Worlds(params IEnumerable<string> names) =>
        [.. DriverRun.Worlds.Where(w => names.Contains(w.Name))];

    /// <summary>How a file or folder is checked.</summary>
    internal static DriverRunOptions Options(string source, IReadOnlyList<WorldSetup> worlds, int preemptions = 1) =>
        new()
        {
            Source = source,
            Tool = RunnerSettings.Default.WithoutClasses,
            Worlds = worlds,
            Preemptions = preemptions,
        };

    /// <summary>Checks it.</summary>
    internal static DriverReport Run(DriverRunOptions options) =>
        DriverRun.Run(options, _ => { }, CancellationToken.None);
}
