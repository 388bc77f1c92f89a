// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Conformance.Host;

/// <summary>Standard input and output, taken away from foreign code in the same process.</summary>
public static class StandardStreams
{
    /// <summary>Beyond the standard streams.</summary>
    private const int LeastDescriptor = 3;

    /// <summary>
    /// Moves standard input and output to other descriptors for the caller's own use; what foreign code prints
    /// afterwards goes to standard error, and reading standard input gives end of file.
    /// </summary>
    /// <exception cref="HostException">A descriptor could not be duplicated.</exception>
    public static (Stream Input, Stream Output) Take()
    {
        // Close on exec: programs that foreign code starts would keep the pipes open.
        var input = Checked("fcntl", LibC.FControl(0, LibC.DuplicateCloexec, LeastDescriptor));
        var output = Checked("fcntl", LibC.FControl(1, LibC.DuplicateCloexec, LeastDescriptor));
        var nothing = Checked("open", LibC.Open("/dev/null", LibC.OpenReadWriteCloexec));
        _ = Checked("dup2", LibC.Dup2(nothing, 0));
        _ = Checked("dup2", LibC.Dup2(2, 1));
        return (
            new FileStream(new SafeFileHandle(input, ownsHandle: true), FileAccess.Read, 1),
            new FileStream(new SafeFileHandle(output, ownsHandle: true), FileAccess.Write, 1));
    }

    private static int Checked(string call, int result) =>
        result >= 0 ? result : throw new HostException(call, Marshal.GetLastPInvokeError());
}
