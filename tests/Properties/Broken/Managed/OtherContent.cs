// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Broken.Managed;

/// <summary>DONTNEED does nothing to private anonymous memory.</summary>
[Breaks("PVMC-HOST-001")]
public sealed class Host001DontNeedIsNothing : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        function == FunctionCode.DontNeed && IsPrivate(region)
            ? base.Call(FunctionCode.PageOut, region, offset, length, arg)
            : base.Call(function, region, offset, length, arg);
}

/// <summary>DONTNEED drops the pages of the shared object too.</summary>
[Breaks("PVMC-HOST-002")]
public sealed class Host002DontNeedRemoves : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg)
    {
        var errno = base.Call(function, region, offset, length, arg);
        var isShared = Memory.Layout.Regions[region].Backing == Backing.SharedMemory;
        if (function == FunctionCode.DontNeed && isShared && errno == Errno.None && length > 0)
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
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        function == FunctionCode.Free ? Errno.EINVAL : base.Call(function, region, offset, length, arg);
}

/// <summary>FREE is accepted on any backing.</summary>
[Breaks("PVMC-HOST-004")]
public sealed class Host004FreesShared : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        function == FunctionCode.Free && !IsPrivate(region) && PageGeometry.IsAligned(offset)
            ? Errno.None
            : base.Call(function, region, offset, length, arg);
}

/// <summary>mprotect stops a page early.</summary>
[Breaks("PVMC-HOST-005")]
public sealed class Host005ProtectsOneLess : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        VmaEffects.IsProtection(function) && length > PageGeometry.Size
            ? base.Call(function, region, offset, length - PageGeometry.Size, arg)
            : base.Call(function, region, offset, length, arg);
}

/// <summary>An address in the middle of a page is rounded down.</summary>
[Breaks("PVMC-HOST-006")]
public sealed class Host006RoundsAddress : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        base.Call(function, region, offset & ~(ulong)(PageGeometry.Size - 1), length, arg);
}

/// <summary>A discard of a private file clears the first byte after the range.</summary>
[Breaks("PVMC-HOST-007")]
public sealed class Host007OneByteMore : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg)
    {
        if (function == FunctionCode.DontNeed && Memory.Layout.Regions[region].Backing == Backing.PrivateFile
            && offset + length < Memory.Layout.Regions[region].Length)
        {
            Memory.TryWrite(Address(region, offset + length), [0]);
        }

        return base.Call(function, region, offset, length, arg);
    }
}

/// <summary>DONTNEED keeps what was written over a file.</summary>
[Breaks("PVMC-HOST-018")]
public sealed class Host018KeepsCopy : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        function == FunctionCode.DontNeed && Memory.Layout.Regions[region].Backing == Backing.PrivateFile
            ? base.Call(FunctionCode.PageOut, region, offset, length, arg)
            : base.Call(function, region, offset, length, arg);
}

/// <summary>REMOVE of a private file is an invalid argument, as on private anonymous memory.</summary>
[Breaks("PVMC-HOST-019")]
public sealed class Host019RemoveIsInvalid : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        base.Call(function, region, offset, length, arg) switch
        {
            Errno.EACCES => Errno.EINVAL,
            var errno => errno,
        };
}
