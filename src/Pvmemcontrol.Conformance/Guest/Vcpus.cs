// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Guest;

/// <summary>Who plays the guest of a scenario.</summary>
public enum Vcpus
{
    /// <summary>The tool makes the guest's accesses itself.</summary>
    Played,

    /// <summary>A vCPU of KVM makes them.</summary>
    Kvm,
}
