// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Impl.Driver;

/// <summary>The registers of a device of this process, as long as they are mapped.</summary>
/// <param name="device">The device.</param>
/// <param name="hasWrite64">True where the architecture has 8-byte writes, as x86-64; else there are two of 4.</param>
/// <param name="isGone">
/// True when the device was removed by surprise, so that writes do nothing and reads give ones; null when it never is.
/// </param>
public sealed class MmioRegisters(IMmioDevice device, bool hasWrite64 = true, Func<bool>? isGone = null) : IRegisters
{
    private bool _isUnmapped;

    private bool IsGone => isGone is not null && isGone();

    /// <inheritdoc/>
    public uint Read32(ulong offset)
    {
        Check();
        Span<byte> data = stackalloc byte[sizeof(uint)];

        // Undriven bits read as ones.
        data.Fill(0xFF);
        if (!IsGone)
        {
            device.Read(offset, data);
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(data);
    }

    /// <inheritdoc/>
    public void Write32(ulong offset, uint value)
    {
        Span<byte> data = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(data, value);
        Write(offset, data);
    }

    /// <inheritdoc/>
    public void Write64(ulong offset, ulong value)
    {
        if (!hasWrite64)
        {
            Write32(offset, (uint)value);
            Write32(offset + sizeof(uint), (uint)(value >> 32));
            return;
        }

        Span<byte> data = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(data, value);
        Write(offset, data);
    }

    /// <summary>iounmap(): any later access is a bug.</summary>
    public void Unmap() => _isUnmapped = true;

    private void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        Check();
        if (!IsGone)
        {
            device.Write(offset, data);
        }
    }

    private void Check() => KernelBugException.ThrowUnless(!_isUnmapped,
        DriverRequirements.NothingIsUsedAfterRemove, "registers are accessed after iounmap");
}
