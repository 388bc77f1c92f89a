// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.VfioUser.Client;

/// <summary>A server of vfio-user is gone, refuses a message, or does not keep to the protocol.</summary>
public sealed class ServerException : Exception
{
    /// <summary>With one line that says what it did.</summary>
    internal ServerException(string message, Errno errno = Errno.None)
        : base(message) => Errno = errno;

    /// <summary>The error that the server answered with, or 0.</summary>
    public Errno Errno { get; }

    /// <summary>True when the connection has ended: the server is gone.</summary>
    public bool IsGone { get; private init; }

    /// <summary>True when the server answered a message with an error; it and the connection are all right.</summary>
    public bool IsRefusal => Errno != Errno.None;

    internal static ServerException Gone() => new("the server closed the connection") { IsGone = true };
}
