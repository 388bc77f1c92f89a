// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;

namespace Pvmemcontrol.Model.Setup;

/// <summary>An actor and its calls, one after the other.</summary>
/// <param name="Name">Its name in a trace.</param>
/// <param name="IsTask">True for a task of the guest, which needs a CPU; false for the VMM or for hot-plug.</param>
/// <param name="Calls">In order.</param>
public sealed record ActorSetup(string Name, bool IsTask, ImmutableArray<Call> Calls)
{
    /// <summary>A task of the guest.</summary>
    public static ActorSetup Task(string name, params ReadOnlySpan<Call> calls) => new(name, true, [.. calls]);

    /// <summary>An actor outside the guest.</summary>
    public static ActorSetup Outside(string name, params ReadOnlySpan<Call> calls) => new(name, false, [.. calls]);
}
