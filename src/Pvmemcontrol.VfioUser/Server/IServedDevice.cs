// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.VfioUser.Pci;

namespace Pvmemcontrol.VfioUser.Server;

/// <summary>
/// What stands behind a socket: the device, or something around one that watches or changes what the guest sees. Calls
/// come one at a time, in the order of the client's messages: <see cref="Connect"/>, then any of the others, then
/// <see cref="Disconnect"/> and a <see cref="ChangeMemory"/> that leaves no guest RAM; and so on with the next client.
/// </summary>
public interface IServedDevice : IDisposable
{
    /// <summary>A client has connected. The device is as powered on: no memory, no channels.</summary>
    /// <param name="process">The client's process; null when it is not known. It is there until the next call.</param>
    void Connect(OtherProcess? process);

    /// <summary>A read of BAR0.</summary>
    /// <param name="offset">Bytes from the start of BAR0.</param>
    /// <param name="data">1, 2, 4 or 8 bytes to fill in, zero before.</param>
    void ReadRegister(ulong offset, Span<byte> data);

    /// <summary>A write to BAR0; the client gets its reply when this returns.</summary>
    /// <param name="offset">Bytes from the start of BAR0.</param>
    /// <param name="data">1, 2, 4 or 8 bytes.</param>
    /// <param name="isPosted">
    /// Whether the client did not wait for a reply: then the guest may already have gone on (PVMC-VMM-006).
    /// </param>
    void WriteRegister(ulong offset, ReadOnlySpan<byte> data, bool isPosted);

    /// <summary>A read of the marks.</summary>
    /// <param name="offset">Bytes from <see cref="Marks.Start"/>; the access lies within <see cref="Marks.Length"/>.
    /// </param>
    /// <param name="data">Bytes to fill in.</param>
    void ReadMark(int offset, Span<byte> data);

    /// <summary>A write to the marks.</summary>
    /// <param name="offset">Bytes from <see cref="Marks.Start"/>; the access lies within <see cref="Marks.Length"/>.
    /// </param>
    /// <param name="data">The bytes.</param>
    void WriteMark(int offset, ReadOnlySpan<byte> data);

    /// <summary>A reset of the PCI function, as at a reset of the machine: no channels; guest RAM stays.</summary>
    void Reset();

    /// <summary>
    /// Guest RAM is another from now on. The old memory is mapped until this returns.
    /// </summary>
    /// <param name="memory">All of it, mapped until the next change.</param>
    void ChangeMemory(GuestMemory memory);

    /// <summary>The client is gone, and the guest with it. Guest RAM is still mapped.</summary>
    void Disconnect();
}
