// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Driver.Broken;

/// <summary>open does not ask for CAP_SYS_ADMIN.</summary>
[Breaks("PVMC-DRV-001")]
internal sealed class OpensWithoutCapability(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override int Admits(OpenFile file) =>
        (file.Flags & OpenFlags.Exclusive) != 0 ? -(int)Errno.EINVAL : 0;
}

/// <summary>open lets O_EXCL pass.</summary>
[Breaks("PVMC-DRV-002")]
internal sealed class OpensExclusively(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override int Admits(OpenFile file) => file.Caller.IsCapable ? 0 : -(int)Errno.EPERM;
}
