// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.VfioUser.Native;

/// <summary>
/// A stream socket of this machine that carries file descriptors too. One thread receives and sends; any other may
/// <see cref="Shutdown"/>.
/// </summary>
internal sealed unsafe class UnixConnection : IDisposable
{
    /// <summary>The most descriptors that one message brings; the kernel closes the rest.</summary>
    internal const int MaxDescriptors = 8;

    private const int EINTR = 4;
    private readonly SafeFileHandle _socket;

    internal UnixConnection(SafeFileHandle socket) => _socket = socket;

    /// <summary>The process at the other end when it connected; 0 when unknown.</summary>
    internal int PeerProcess
    {
        get
        {
            // struct ucred: pid, uid, gid.
            var credentials = stackalloc int[3];
            var length = 3u * sizeof(int);

            // SAFETY: the kernel writes at most the length that is passed.
            return LibC.GetSocketOption(_socket, LibC.SolSocket, LibC.SoPeerCred, credentials, &length) == 0
                ? credentials[0]
                : 0;
        }
    }

    /// <summary>Connects to a socket.</summary>
    /// <exception cref="HostException">Nobody listens there.</exception>
    internal static UnixConnection To(string path)
    {
        var socket = UnixAddress.NewSocket();
        var errno = Connect(socket, path);
        if (errno == 0)
        {
            return new UnixConnection(socket);
        }

        socket.Dispose();
        throw new HostException($"connect to {path}", errno);
    }

    /// <summary>Connects; 0 or the errno.</summary>
    internal static int Connect(SafeFileHandle socket, string path)
    {
        fixed (byte* address = UnixAddress.Of(path))
        {
            // SAFETY: the array holds a whole struct sockaddr_un.
            return LibC.Connect(socket, address, UnixAddress.Size) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
    }

    /// <summary>Fills the buffer; false when the other side ends first.</summary>
    /// <param name="buffer">Where the bytes go.</param>
    /// <param name="descriptors">Gets the descriptors that came with them, to be closed by the caller.</param>
    /// <param name="areAllDescriptors">Becomes false when there were more than <see cref="MaxDescriptors"/>.</param>
    internal bool TryReceive(Span<byte> buffer, List<SafeFileHandle> descriptors, ref bool areAllDescriptors)
    {
        while (!buffer.IsEmpty)
        {
            var count = Receive(buffer, descriptors, ref areAllDescriptors);
            if (count <= 0)
            {
                return false;
            }

            buffer = buffer[count..];
        }

        return true;
    }

    /// <summary>Sends all bytes, with descriptors; false when the other side is gone.</summary>
    internal bool TrySend(ReadOnlySpan<byte> bytes, params ReadOnlySpan<SafeFileHandle> descriptors)
    {
        while (!bytes.IsEmpty)
        {
            var count = Send(bytes, descriptors);
            if (count <= 0)
            {
                return false;
            }

            bytes = bytes[count..];
            descriptors = [];
        }

        return true;
    }

    /// <summary>Ends both directions: <see cref="TryReceive"/> and <see cref="TrySend"/> return false.</summary>
    internal void Shutdown()
    {
        try
        {
            _ = LibC.Shutdown(_socket, LibC.ShutReadWrite);
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself meanwhile.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private int Receive(Span<byte> buffer, List<SafeFileHandle> descriptors, ref bool areAllDescriptors)
    {
        // In words, so that the head is aligned.
        const int HeadWords = 2;
        const int ControlWords = HeadWords + (MaxDescriptors / 2);
        var control = stackalloc ulong[ControlWords];
        fixed (byte* first = buffer)
        {
            while (true)
            {
                var vector = new LibC.IoVector { Base = first, Length = (nuint)buffer.Length };
                var message = new LibC.MessageHead
                {
                    Vectors = &vector,
                    VectorCount = 1,
                    Control = (LibC.ControlHead*)control,
                    ControlLength = ControlWords * sizeof(ulong),
                };

                // SAFETY: all of it lives through the call, and the kernel writes no more than the lengths say.
                var count = LibC.ReceiveMessage(_socket, &message, LibC.MsgCmsgCloexec);
                if (count < 0 && Marshal.GetLastPInvokeError() == EINTR)
                {
                    continue;
                }

                if (count >= 0)
                {
                    Take(message, descriptors);
                    areAllDescriptors &= (message.Flags & LibC.MsgControlTruncated) == 0;
                }

                return (int)count;
            }
        }
    }

    private static void Take(in LibC.MessageHead message, List<SafeFileHandle> descriptors)
    {
        if (message.ControlLength < (nuint)sizeof(LibC.ControlHead) || message.Control->Level != LibC.SolSocket
            || message.Control->Type != LibC.ScmRights)
        {
            return;
        }

        // SAFETY: the kernel filled in the head, and the length that it says lies in the buffer that it was given.
        var numbers = (int*)(message.Control + 1);
        var count = ((int)message.Control->Length - sizeof(LibC.ControlHead)) / sizeof(int);
        for (var i = 0; i < count; i++)
        {
            descriptors.Add(new SafeFileHandle(numbers[i], ownsHandle: true));
        }
    }

    private int Send(ReadOnlySpan<byte> bytes, ReadOnlySpan<SafeFileHandle> descriptors)
    {
        const int HeadWords = 2;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(descriptors.Length, MaxDescriptors);
        var control = stackalloc ulong[HeadWords + (MaxDescriptors / 2)];
        var head = (LibC.ControlHead*)control;
        *head = new LibC.ControlHead
        {
            Length = (nuint)(sizeof(LibC.ControlHead) + (descriptors.Length * sizeof(int))),
            Level = LibC.SolSocket,
            Type = LibC.ScmRights,
        };
        for (var i = 0; i < descriptors.Length; i++)
        {
            ((int*)(head + 1))[i] = (int)descriptors[i].DangerousGetHandle();
        }

        fixed (byte* first = bytes)
        {
            while (true)
            {
                var vector = new LibC.IoVector { Base = first, Length = (nuint)bytes.Length };
                var message = new LibC.MessageHead
                {
                    Vectors = &vector,
                    VectorCount = 1,
                    Control = descriptors.IsEmpty ? null : head,
                    ControlLength = descriptors.IsEmpty ? 0 : (head->Length + 7) & ~(nuint)7,
                };

                // SAFETY: all of it lives through the call, which only reads.
                var count = LibC.SendMessage(_socket, &message, LibC.MsgNoSignal);
                if (count >= 0 || Marshal.GetLastPInvokeError() != EINTR)
                {
                    return (int)count;
                }
            }
        }
    }
}
