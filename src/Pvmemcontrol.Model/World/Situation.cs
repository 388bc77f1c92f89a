// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.World;

/// <summary>
/// Something that must happen in a world at least sometimes: a world that never gets there shows nothing.
/// </summary>
/// <param name="Text">What, in words.</param>
/// <param name="Holds">True in the states where it does.</param>
public sealed record Situation(string Text, Func<BoundedWorld, Packed, bool> Holds);
