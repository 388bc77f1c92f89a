// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Drivers.Search;

/// <summary>Takes the decisions of an execution.</summary>
internal interface IStrategy
{
    /// <summary>One of several possibilities, the first being the ordinary one.</summary>
    int Pick(int count);

    /// <summary>True when a task that can go on may be made to wait for another.</summary>
    bool MayPreempt(int preemptions);

    /// <summary>True when this state was searched from before, with as many preemptions left.</summary>
    bool Stop(ulong fingerprint, int current, int preemptions);
}
