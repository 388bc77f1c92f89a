// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Guest;

/// <summary>What the run of a scenario showed: seen live in shared memory, or recorded.</summary>
public interface IRunRecord : IFinalMemory
{
    /// <summary>What was run.</summary>
    Scenario Scenario { get; }

    /// <summary>What the host can do.</summary>
    HostCapabilities Host { get; }

    /// <summary>Who played the guest.</summary>
    Vcpus Vcpus { get; }

    /// <summary>How many channels the target says it supports.</summary>
    uint MaxChannels { get; }

    /// <summary>One observation a step.</summary>
    ReadOnlySpan<Observation> Observations { get; }
}
