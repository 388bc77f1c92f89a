// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;

namespace Pvmemcontrol.Model.Checking;

/// <summary>
/// How many batches went into and came out of a <see cref="Mailbox{TKey}"/>. Each is written by one thread and read by
/// the other, so they share a cache line with nothing.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 384)]
internal struct MailboxCounters
{
    /// <summary>Sent so far.</summary>
    [FieldOffset(128)]
    internal int Posted;

    /// <summary>Emptied so far.</summary>
    [FieldOffset(256)]
    internal int Taken;
}
