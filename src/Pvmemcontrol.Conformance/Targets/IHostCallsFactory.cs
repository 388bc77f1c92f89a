// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Conformance.Targets;

/// <summary>Makes host calls of a .NET class; it needs a public constructor without parameters.</summary>
public interface IHostCallsFactory
{
    /// <summary>Host calls on guest RAM that outlives them.</summary>
    IHostCalls Create(GuestMemory memory);
}
