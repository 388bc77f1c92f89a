// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Impl.Host;

/// <summary>A system call failed, and the caller cannot continue.</summary>
public sealed class HostException : Exception
{
    /// <summary>Names the call and the errno.</summary>
    public HostException(string call, int errno)
        : base($"{call} failed: {Errnos.Describe((ulong)errno)}")
    {
    }

    /// <summary>Says in one line what is not possible.</summary>
    public HostException(string message)
        : base(message)
    {
    }
}
