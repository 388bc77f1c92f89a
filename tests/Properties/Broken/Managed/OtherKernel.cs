// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Broken.Managed;

/// <summary>A kernel that does one thing otherwise than Linux does.</summary>
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
    public virtual Errno Call(FunctionCode function, int region, ulong offset, ulong length) =>
        _linux.Call(function, region, offset, length);

    /// <summary>True for memory that only this process has.</summary>
    protected bool IsPrivate(int region) => Memory.Layout.Regions[region].Backing == Backing.PrivateAnonymous;

    /// <summary>Guest physical address of a byte of a region.</summary>
    protected ulong Address(int region, ulong offset) => Memory.Layout.Regions[region].Start + offset;
}

/// <summary>DONTNEED does nothing to private anonymous memory.</summary>
[Breaks("PVMC-HOST-001")]
public sealed class Host001DontNeedIsNothing : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length) =>
        function == FunctionCode.DontNeed && IsPrivate(region) && PageGeometry.IsAligned(offset)
            ? Errno.None
            : base.Call(function, region, offset, length);
}

/// <summary>DONTNEED drops the pages of the shared object too.</summary>
[Breaks("PVMC-HOST-002")]
public sealed class Host002DontNeedRemoves : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length)
    {
        var errno = base.Call(function, region, offset, length);
        if (function == FunctionCode.DontNeed && !IsPrivate(region) && errno == Errno.None && length > 0)
        {
            Memory.TryWrite(Address(region, offset), new byte[PageGeometry.Size]);
        }

        return errno;
    }
}

/// <summary>FREE needs an option that this kernel was built without.</summary>
[Breaks("PVMC-HOST-003")]
public sealed class Host003NoFree : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length) =>
        function == FunctionCode.Free ? Errno.EINVAL : base.Call(function, region, offset, length);
}

/// <summary>FREE is accepted on any backing.</summary>
[Breaks("PVMC-HOST-004")]
public sealed class Host004FreesShared : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length) =>
        function == FunctionCode.Free && !IsPrivate(region) && PageGeometry.IsAligned(offset)
            ? Errno.None
            : base.Call(function, region, offset, length);
}

/// <summary>mprotect stops a page early.</summary>
[Breaks("PVMC-HOST-005")]
public sealed class Host005ProtectsOneLess : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length) =>
        HostCalls.ProtectionSetBy(function) is not null && length > PageGeometry.Size
            ? base.Call(function, region, offset, length - PageGeometry.Size)
            : base.Call(function, region, offset, length);
}

/// <summary>An address in the middle of a page is rounded down.</summary>
[Breaks("PVMC-HOST-006")]
public sealed class Host006RoundsAddress : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length) =>
        base.Call(function, region, offset & ~(ulong)(PageGeometry.Size - 1), length);
}

/// <summary>A discard of private memory clears the first byte after the range.</summary>
[Breaks("PVMC-HOST-007")]
public sealed class Host007OneByteMore : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length)
    {
        if (function == FunctionCode.DontNeed && IsPrivate(region)
            && offset + length < Memory.Layout.Regions[region].Length)
        {
            Memory.TryWrite(Address(region, offset + length), [0]);
        }

        return base.Call(function, region, offset, length);
    }
}
