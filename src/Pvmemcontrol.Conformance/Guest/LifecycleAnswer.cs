// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Guest;

/// <summary>The result of a VM reset, or of save and restore: the first word of its observation.</summary>
internal static class LifecycleAnswer
{
    /// <summary>The target has no such function: nothing was done.</summary>
    internal const ulong NotOffered = 0;

    /// <summary>Done.</summary>
    internal const ulong Done = 1;

    /// <summary>The device refused to be restored; a new one takes its place.</summary>
    internal const ulong Refused = 2;

    /// <summary>The device accepted a damaged state; a new one takes its place.</summary>
    internal const ulong Taken = 3;
}
