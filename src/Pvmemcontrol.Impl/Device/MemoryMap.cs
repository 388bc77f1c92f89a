// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Impl.Device;

/// <summary>Guest RAM as a device has it for a time, what guests changed of it, and what performs requests there.
/// </summary>
internal sealed class MemoryMap
{
    private readonly DeviceOptions _options;

    /// <summary>A map.</summary>
    internal MemoryMap(GuestMemory memory, IHostCalls calls, MappingChanges changes, DeviceOptions options)
    {
        Memory = memory;
        Changes = changes;
        Handler = new RequestHandler(memory, calls, changes, options);
        _options = options;
    }

    /// <summary>Guest RAM.</summary>
    internal GuestMemory Memory { get; }

    /// <summary>The changes.</summary>
    internal MappingChanges Changes { get; }

    /// <summary>Performs requests.</summary>
    internal RequestHandler Handler { get; }

    /// <summary>
    /// True when a buffer in guest RAM can be used: no page of it may be revoked. Of huge pages it is brought in, which
    /// fails when it is missing and the pool is empty.
    /// </summary>
    internal bool CanHold(ulong buffer)
    {
        Span<byte> bytes = stackalloc byte[Request.Size];
        var range = Memory.Layout.Place(buffer, Request.Size);
        return !Changes.MayBeRevoked(range)
            && ((!Memory.Layout.BackingOfPage(range.FirstPage).IsHuge()
                    && !Memory.Layout.BackingOfPage(range.EndPage - 1).IsHuge())
                || Memory.TryRead(buffer, bytes));
    }

    /// <summary>
    /// The map that follows. No request is in flight. On pages that leave, what guests changed is undone; on pages that
    /// stay it is carried over.
    /// </summary>
    internal MemoryMap Next(GuestMemory memory, IHostCalls calls)
    {
        var kept = KeptPages.Between(Memory, memory);
        var next = new MemoryMap(memory, calls, new MappingChanges(Changes, memory.Layout, calls, kept), _options);
        Changes.UndoAllBut(kept);
        return next;
    }
}
