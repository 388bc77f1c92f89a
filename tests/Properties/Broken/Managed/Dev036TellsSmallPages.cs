// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Broken.Managed;

/// <summary>INFO reports the page size of the host's kernel, even on huge pages.</summary>
[Breaks("PVMC-DEV-036", Backing = Layouts.HugeName)]
public sealed class Dev036TellsSmallPages : BrokenDevice
{
    protected override PvmemcontrolDevice Make(GuestMemory memory) =>
        new(memory, this, new DeviceOptions { PageSize = PageGeometry.Size });
}
