// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Impl.Device;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>The registers of the device that a scenario has now.</summary>
/// <param name="life">The device, which save and restore replace.</param>
/// <param name="beforeAccess">Called before the device is.</param>
internal sealed class JudgedRegisters(DeviceLife life, Action beforeAccess) : IMmioDevice
{
    /// <inheritdoc/>
    public void Write(ulong offset, ReadOnlySpan<byte> data)
    {
        beforeAccess();
        life.Device.Write(offset, data);
    }

    /// <inheritdoc/>
    public void Read(ulong offset, Span<byte> data)
    {
        beforeAccess();
        data.Fill(RegisterPort.Preset);
        life.Device.Read(offset, data);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The device is its scenario's.
    }
}
