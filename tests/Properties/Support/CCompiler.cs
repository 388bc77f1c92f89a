// SPDX-License-Identifier: Apache-2.0

using System.Collections.Concurrent;
using System.Diagnostics;
using Xunit;

namespace Pvmemcontrol.Properties.Support;

internal static class CCompiler
{
    private static readonly ConcurrentDictionary<string, Lazy<string>> Built = new();
    internal static string Compile(string source) => Built.GetOrAdd(source, s => new Lazy<string>(() =>
    {
        var dir = Directory.CreateTempSubdirectory("pvmc-").FullName;
        var so = Path.Combine(dir, Path.GetFileNameWithoutExtension(s) + ".so");
        using var p = Process.Start("cc",
            ["-std=gnu17", "-O2", "-Wall", "-Wextra", "-Werror", "-fPIC", "-shared", "-pthread", "-I"
                + Repository.PathOf("examples", "c"), "-o", so, s]);
        p.WaitForExit();
        return so;
    })).Value;
}

internal sealed class CTheoryAttribute : TheoryAttribute;
