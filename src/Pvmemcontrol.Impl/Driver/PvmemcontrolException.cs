// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Impl.Driver;

/// <summary>A system call on the node failed.</summary>
/// <param name="call">Such as open.</param>
/// <param name="errno">Why.</param>
public sealed class PvmemcontrolException(string call, Errno errno)
    : Exception($"{call}: {Errnos.Describe((ulong)errno)}")
{
    /// <summary>Why.</summary>
    public Errno Errno { get; } = errno;
}
