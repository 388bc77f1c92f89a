// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Impl.Host;

/// <summary>
/// The host calls that requests are named after, and those that undo them, on a range of one region of guest RAM.
/// </summary>
public interface IHostCalls
{
    /// <summary>Performs the call of a function.</summary>
    /// <param name="function">A function with a call; <see cref="FunctionCode.Info"/> has none.</param>
    /// <param name="region">Index of the region.</param>
    /// <param name="offset">Bytes from the region's start; passed on as it is.</param>
    /// <param name="length">Bytes; passed on as it is, the kernel rounds it up to pages.</param>
    /// <param name="arg">The request's argument: a name's number, otherwise unused. Never a pointer.</param>
    /// <returns>0, or the errno of the call.</returns>
    Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg);

    /// <summary>
    /// Undoes <see cref="FunctionCode.DontDump"/>: madvise(MADV_DODUMP). No request asks for it; a VM reset does.
    /// </summary>
    /// <param name="region">Index of the region.</param>
    /// <param name="offset">Bytes from the region's start.</param>
    /// <param name="length">Bytes.</param>
    /// <returns>0, or the errno of the call.</returns>
    Errno AllowDump(int region, ulong offset, ulong length);
}
