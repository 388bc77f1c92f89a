// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.RealGuest;

/// <summary>
/// A test that boots a kernel. It runs where <c>guest/rig fetch</c> has filled the cache, and is skipped, loudly,
/// elsewhere and in a short run of the tests.
/// </summary>
internal sealed class RealGuestFactAttribute : FactAttribute
{
    /// <summary>Looks for the rig.</summary>
    public RealGuestFactAttribute()
    {
        var cache = Environment.GetEnvironmentVariable("PVMEMCONTROL_CACHE")
            ?? Path.Combine(Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } home ? home
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
                "pvmemcontrol");
        if (!File.Exists(Path.Combine(cache, "qemu", "done")) || !File.Exists(Path.Combine(cache, "kernel", "done")))
        {
            Skip = $"SKIPPED: no kernel is booted, because {cache} has no rig: run guest/rig fetch";
        }

        Skip ??= Effort.SkipsLong;
    }
}
