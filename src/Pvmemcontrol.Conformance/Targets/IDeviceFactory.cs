// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Conformance.Targets;

/// <summary>Makes devices of a .NET class; it needs a public constructor without parameters.</summary>
public interface IDeviceFactory
{
    /// <summary>A device before its first RESET, over guest RAM that outlives it.</summary>
    IMmioDevice Create(GuestMemory memory);
}
