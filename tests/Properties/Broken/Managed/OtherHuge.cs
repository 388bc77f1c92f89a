// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Broken.Managed;

/// <summary>DONTNEED refuses a part of a huge page.</summary>
[Breaks("PVMC-HOST-020", Backing = Layouts.HugeName)]
public sealed class Host020RefusesParts : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        function == FunctionCode.DontNeed && length % Backings.HugePageSize != 0
            ? Errno.EINVAL
            : base.Call(function, region, offset, length, arg);
}

/// <summary>REMOVE takes whole huge pages only.</summary>
[Breaks("PVMC-HOST-021", Backing = Layouts.HugeName)]
public sealed class Host021KeepsParts : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        function == FunctionCode.Remove && (offset | length) % Backings.HugePageSize != 0
            && PageGeometry.IsAligned(offset) && Memory.Layout.Regions[region].Backing == Backing.HugeShared
            ? Errno.None
            : base.Call(function, region, offset, length, arg);
}

/// <summary>PAGEOUT is accepted and does nothing.</summary>
[Breaks("PVMC-HOST-022", Backing = Layouts.HugeName)]
public sealed class Host022AcceptsPageOut : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        function == FunctionCode.PageOut && PageGeometry.IsAligned(offset)
            ? Errno.None
            : base.Call(function, region, offset, length, arg);
}

/// <summary>mprotect of a part of a huge page protects all of it.</summary>
[Breaks("PVMC-HOST-023", Backing = Layouts.HugeName)]
public sealed class Host023RoundsOutwards : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg)
    {
        if (!VmaEffects.IsProtection(function) || !PageGeometry.IsAligned(offset) || length == 0)
        {
            return base.Call(function, region, offset, length, arg);
        }

        var start = offset / Backings.HugePageSize * Backings.HugePageSize;
        var end = (offset + length + Backings.HugePageSize - 1) / Backings.HugePageSize * Backings.HugePageSize;
        return base.Call(function, region, start, end - start, arg);
    }
}

/// <summary>MLOCK has nothing to do on memory that is never swapped.</summary>
[Breaks("PVMC-HOST-024", Backing = Layouts.HugeName)]
public sealed class Host024BringsNothingIn : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        function == FunctionCode.MLock ? Errno.None : base.Call(function, region, offset, length, arg);
}

/// <summary>MLOCK beyond the limit is a matter of privilege.</summary>
[Breaks("PVMC-HOST-025", LockLimit = 6 * PageGeometry.Size)]
public sealed class Host025NeedsPrivilege : OtherKernel
{
    public override Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
        base.Call(function, region, offset, length, arg) is Errno.ENOMEM && function == FunctionCode.MLock
            ? Errno.EPERM
            : base.Call(function, region, offset, length, arg);
}
