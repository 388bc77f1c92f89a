// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Concurrency.Races;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>Broken: a VM reset gives the pages back, and then waits for requests in flight that take others away.
/// </summary>
internal sealed class Vmm002UndoesTooEarly(IMmioDevice inner, RacingHost host) : IMmioDevice, IVmReset
{
    public void Write(ulong offset, ReadOnlySpan<byte> data) => inner.Write(offset, data);

    public void Read(ulong offset, Span<byte> data) => inner.Read(offset, data);

    public void ResetVm()
    {
        foreach (var page in host.Revoked.ToArray())
        {
            host.Call(FunctionCode.MProtectRW, 0, page, 4096, 0);
        }

        foreach (var page in host.Locked.ToArray())
        {
            host.Call(FunctionCode.MUnlock, 0, page, 4096, 0);
        }

        inner.Dispose();
    }

    public void Dispose() => inner.Dispose();
}
