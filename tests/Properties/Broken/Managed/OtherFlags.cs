// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Broken.Managed;

/// <summary>REMOVE is accepted on any backing.</summary>
[Breaks("PVMC-HOST-008")]
public sealed class Host008RemovesPrivate : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        function == FunctionCode.Remove && IsPrivate(region) && PageGeometry.IsAligned(offset)
            ? Errno.None
            : base.Call(function, region, offset, length, arg);
}

/// <summary>REMOVE leaves the object alone.</summary>
[Breaks("PVMC-HOST-009")]
public sealed class Host009KeepsRemoved : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        function == FunctionCode.Remove && Memory.Layout.Regions[region].Backing == Backing.SharedMemory
            ? base.Call(FunctionCode.DontNeed, region, offset, length, arg)
            : base.Call(function, region, offset, length, arg);
}

/// <summary>PAGEOUT needs an option that this kernel was built without.</summary>
[Breaks("PVMC-HOST-010")]
public sealed class Host010NoPageOut : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        function == FunctionCode.PageOut && PageGeometry.IsAligned(offset) && length > 0
            ? Errno.EINVAL
            : base.Call(function, region, offset, length, arg);
}

/// <summary>DONTDUMP leaves out the last page of several.</summary>
[Breaks("PVMC-HOST-011")]
public sealed class Host011DumpsFirstPage : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        function == FunctionCode.DontDump && length > PageGeometry.Size
            ? base.Call(function, region, offset, length - PageGeometry.Size, arg)
            : base.Call(function, region, offset, length, arg);
}

/// <summary>MLOCK wants an aligned address.</summary>
[Breaks("PVMC-HOST-012")]
public sealed class Host012RefusesUnaligned : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        function == FunctionCode.MLock && !PageGeometry.IsAligned(offset)
            ? Errno.EINVAL
            : base.Call(function, region, offset, length, arg);
}

/// <summary>MLOCK of inaccessible pages succeeds.</summary>
[Breaks("PVMC-HOST-013")]
public sealed class Host013LocksInaccessible : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        base.Call(function, region, offset, length, arg) is var errno && function == FunctionCode.MLock
            ? Errno.None
            : errno;
}

/// <summary>A discard of locked pages succeeds and does nothing.</summary>
[Breaks("PVMC-HOST-014")]
public sealed class Host014ToleratesLocked : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        base.Call(function, region, offset, length, arg) is Errno.EINVAL && function == FunctionCode.PageOut
            && PageGeometry.IsAligned(offset)
            ? Errno.None
            : base.Call(function, region, offset, length, arg);
}

/// <summary>MERGEABLE succeeds without an effect on private memory too.</summary>
[Breaks("PVMC-HOST-015")]
public sealed class Host015NeverMerges : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        function == FunctionCode.Mergeable && PageGeometry.IsAligned(offset)
            ? Errno.None
            : base.Call(function, region, offset, length, arg);
}

/// <summary>Naming reports an errno that no kernel has for it.</summary>
[Breaks("PVMC-HOST-016")]
public sealed class Host016NamesAnyhow : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        function == FunctionCode.SetVmaAnonName
            ? Errno.EACCES
            : base.Call(function, region, offset, length, arg);
}

/// <summary>MLOCK locks the page before the range too.</summary>
[Breaks("PVMC-HOST-017")]
public sealed class Host017LocksNeighbour : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        function == FunctionCode.MLock && offset >= PageGeometry.Size
            ? base.Call(function, region, offset - PageGeometry.Size, length + PageGeometry.Size, arg)
            : base.Call(function, region, offset, length, arg);
}
