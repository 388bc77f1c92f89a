// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Kvm;
using Xunit;

namespace Pvmemcontrol.Properties.Support;

/// <summary>A fact about real vCPUs: skipped, loudly, where there are none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KvmFactAttribute : FactAttribute
{
    public KvmFactAttribute() => Skip = None;

    /// <summary>Why there are none; null where there are.</summary>
    internal static string? None => KvmProbe.WhyNot is { } why ? $"SKIPPED: no real vCPUs: {why}" : null;
}
