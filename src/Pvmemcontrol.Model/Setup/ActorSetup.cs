// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;

namespace Pvmemcontrol.Model.Setup;

/// <summary>Who does what, one call after the other.</summary>
/// <param name="Name">For a reader of a trace.</param>
/// <param name="IsTask">True for a task of the guest, which needs a CPU; false for the VMM or the slot.</param>
/// <param name="Calls">In order.</param>
public sealed record ActorSetup(string Name, bool IsTask, ImmutableArray<Call> Calls)
{
    /// <summary>A task of the guest.</summary>
    public static ActorSetup Task(string name, params ReadOnlySpan<Call> calls) => new(name, true, [.. calls]);

    /// <summary>Somebody outside the guest.</summary>
    public static ActorSetup Outside(string name, params ReadOnlySpan<Call> calls) => new(name, false, [.. calls]);
}
