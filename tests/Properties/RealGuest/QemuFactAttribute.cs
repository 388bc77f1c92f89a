// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Properties.Support;
using Xunit;
using Xunit.Sdk;

namespace Pvmemcontrol.Properties.RealGuest;

/// <summary>
/// A test that needs QEMU and a kernel. It runs where <c>guest/rig fetch</c> has filled the cache, and is skipped,
/// loudly, elsewhere.
/// </summary>
internal class QemuFactAttribute : FactAttribute
{
    /// <summary>Looks for the rig.</summary>
    public QemuFactAttribute()
    {
        var cache = Environment.GetEnvironmentVariable("PVMEMCONTROL_CACHE")
            ?? Path.Combine(Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } home ? home
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
                "pvmemcontrol");
        if (!File.Exists(Path.Combine(cache, "qemu", "done")) || !File.Exists(Path.Combine(cache, "kernel", "done")))
        {
            Skip = $"SKIPPED: QEMU is not started, because {cache} has no rig: run guest/rig fetch";
        }
    }
}

/// <summary>A test that boots a kernel, which takes half a minute.</summary>
[TraitDiscoverer(LongDiscoverer.Type, LongDiscoverer.Assembly)]
internal sealed class RealGuestFactAttribute : QemuFactAttribute, ITraitAttribute
{
    /// <summary>Skipped in a short run of the tests too.</summary>
    public RealGuestFactAttribute() => Skip ??= Effort.SkipsLong;
}
