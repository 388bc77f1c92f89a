// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Properties.Device;

/// <summary>Host calls that return when the test lets them, to keep a request in flight.</summary>
internal sealed class GatedHostCalls : IHostCalls, IDisposable
{
    private readonly ManualResetEventSlim _entered = new();
    private readonly ManualResetEventSlim _open = new();

    /// <inheritdoc/>
    public Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg)
    {
        _entered.Set();
        _open.Wait();
        return Errno.None;
    }

    /// <inheritdoc/>
    public Errno AllowDump(int region, ulong offset, ulong length) => Errno.None;

    /// <summary>Waits until a host call is in flight.</summary>
    internal void AwaitEntered()
    {
        if (!_entered.Wait(Vcpu.Patience))
        {
            throw new TimeoutException("the device makes no host call");
        }
    }

    /// <summary>Lets every call return, now and later.</summary>
    internal void Open() => _open.Set();

    /// <inheritdoc/>
    public void Dispose()
    {
        _entered.Dispose();
        _open.Dispose();
    }
}
