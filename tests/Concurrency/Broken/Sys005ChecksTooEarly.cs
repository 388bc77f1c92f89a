// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Concurrency.Races;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>
/// Broken: a request is checked against the memory map of the moment it came, and performed when its turn has come.
/// Changes of the map wait only for those that are performed.
/// </summary>
internal sealed class Sys005ChecksTooEarly(PvmemcontrolDevice inner, GuestMemory memory, RacingHost host)
    : IMmioDevice, IMemoryChange
{
    private readonly object _turn = new();
    private readonly Dictionary<uint, ulong> _buffers = [];
    private GuestLayout _layout = memory.Layout;
    private ulong _staged;

    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        if (offset == Registers.Address)
        {
            _staged = BinaryPrimitives.ReadUInt64LittleEndian(data);
        }
        else if (_buffers.TryGetValue(BinaryPrimitives.ReadUInt32LittleEndian(data), out var buffer))
        {
            Perform(buffer);
            return;
        }

        inner.Write(offset, data);
    }

    public void Read(ulong offset, Span<byte> data)
    {
        inner.Read(offset, data);
        if (offset == Registers.Response)
        {
            _buffers[BinaryPrimitives.ReadUInt32LittleEndian(data)] = _staged;
        }
    }

    public void ChangeMemory(GuestMemory next)
    {
        lock (_turn)
        {
            _layout = next.Layout;
            foreach (var (command, buffer) in _buffers.ToArray())
            {
                if (!_layout.Place(buffer, Request.Size).IsGuestRam)
                {
                    _buffers.Remove(command);
                }
            }

            inner.ChangeMemory(next);
        }
    }

    public void Dispose() => inner.Dispose();

    private void Perform(ulong buffer)
    {
        var bytes = new byte[Request.Size];
        memory.Read(buffer, bytes);
        var request = Request.Decode(bytes);
        var isGuestRam = _layout.Place(request.Address, request.Length).IsGuestRam;
        lock (_turn)
        {
            var errno = isGuestRam
                ? host.Call(request.Function, 0, request.Address - Ram.Start, request.Length, request.Arg)
                : Errno.EINVAL;
            new Reply((uint)errno, 1, 0, 0, 0).Encode(bytes);
            memory.Write(buffer, bytes);
        }
    }
}
