// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>Broken: a command that drops channels does not wait for requests in flight.</summary>
internal sealed class Dev049DropDoesNotWait(Func<IMmioDevice> make, TransportCommand drop) : IMmioDevice
{
    private IMmioDevice _inner = make();
    private bool _isReady;

    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        if (offset == Registers.Command)
        {
            var command = (TransportCommand)BinaryPrimitives.ReadUInt32LittleEndian(data);
            if (command == drop && _isReady)
            {
                _inner = make();
            }

            _isReady |= command == TransportCommand.Ready;
        }

        _inner.Write(offset, data);
    }

    public void Read(ulong offset, Span<byte> data) => _inner.Read(offset, data);

    public void Dispose() => _inner.Dispose();
}
