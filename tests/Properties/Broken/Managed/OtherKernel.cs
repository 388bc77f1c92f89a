// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Properties.Broken.Managed;

/// <summary>A kernel that differs from Linux in one point.</summary>
public abstract class OtherKernel : IHostCallsFactory, IHostCalls
{
    private LinuxHostCalls _linux = null!;

    /// <summary>Guest RAM.</summary>
    protected GuestMemory Memory { get; private set; } = null!;

    /// <inheritdoc/>
    public IHostCalls Create(GuestMemory memory)
    {
        Memory = memory;
        _linux = new LinuxHostCalls(memory);
        return this;
    }

    /// <inheritdoc/>
    public virtual Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        _linux.Call(function, region, offset, length, arg);

    /// <inheritdoc/>
    public Errno AllowDump(int region, ulong offset, ulong length) => _linux.AllowDump(region, offset, length);

    /// <summary>True for memory that only this process has.</summary>
    protected bool IsPrivate(int region) => Memory.Layout.Regions[region].Backing == Backing.PrivateAnonymous;

    /// <summary>Guest physical address of a byte of a region.</summary>
    protected ulong Address(int region, ulong offset) => Memory.Layout.Regions[region].Start + offset;
}
