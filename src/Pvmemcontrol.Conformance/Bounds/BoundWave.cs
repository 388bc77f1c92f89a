// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>Requests of one kind.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BoundWave
{
    /// <summary>How many were sent.</summary>
    internal long Sent;

    /// <summary>How many were performed.</summary>
    internal long Performed;

    /// <summary>The errno of the last refusal.</summary>
    internal long LastErrno;
}
