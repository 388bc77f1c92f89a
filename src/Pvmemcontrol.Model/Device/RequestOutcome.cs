// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Model.Device;

/// <summary>One way in which a request may end.</summary>
public sealed class RequestOutcome
{
    private readonly Func<HostMapping> _after;
    private HostMapping? _host;

    /// <summary>An outcome.</summary>
    /// <param name="reply">What the fields of the reply may be.</param>
    /// <param name="after">
    /// Gives the mapping afterwards. Most outcomes are told apart by the reply alone, and changing all pages of a large
    /// range is what costs most.
    /// </param>
    /// <param name="teaches">True when the reply shows whether the device offers the function.</param>
    internal RequestOutcome(ImmutableArray<FieldHole> reply, Func<HostMapping> after, bool teaches = false) =>
        (Reply, _after, Teaches) = (reply, after, teaches);

    /// <summary>What the fields of the reply may be. Holes of SHOULDs and decided MUSTs are advice.</summary>
    public ImmutableArray<FieldHole> Reply { get; }

    /// <summary>The mapping afterwards, before the reply is stored in the buffer.</summary>
    public HostMapping Host => _host ??= _after();

    /// <summary>True when the reply shows whether the device offers the function.</summary>
    public bool Teaches { get; }

    /// <summary>The same, whose reply shows whether the device offers the function.</summary>
    internal RequestOutcome Teaching() => new(Reply, _after, teaches: true);

    /// <summary>The same, if the reply fits one more hole, which is looked at first.</summary>
    internal RequestOutcome With(FieldHole hole) => new(Reply.Insert(0, hole), _after, Teaches);
}
