// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Impl.Driver;

/// <summary>
/// The device node, opened: what a program in the guest uses. Addresses are guest physical ones, in bytes, and they
/// and lengths are multiples of <see cref="HostInfo.PageSize"/>. Several threads may use one at once.
/// </summary>
public sealed class PvmemcontrolFile : IDisposable
{
    /// <summary>Where a call's 32 bytes are in the caller's memory.</summary>
    private const ulong Argument = 0x7FFF_0000;

    private readonly OpenFile _file;

    private PvmemcontrolFile(OpenFile file) => _file = file;

    /// <summary>open("/dev/pvmemcontrol").</summary>
    /// <param name="misc">The kernel's misc class.</param>
    /// <param name="caller">The task that opens; it needs CAP_SYS_ADMIN.</param>
    /// <param name="flags">O_EXCL is refused.</param>
    /// <exception cref="PvmemcontrolException">open failed.</exception>
    public static PvmemcontrolFile Open(MiscCore misc, Caller caller, OpenFlags flags = OpenFlags.ReadWrite)
    {
        var error = misc.Open(caller, flags, out var file);
        return file is null
            ? throw new PvmemcontrolException("open", (Errno)(-error)) : new PvmemcontrolFile(file);
    }

    /// <summary>The host's page size and the protocol's version. The driver knows them: no exit.</summary>
    /// <exception cref="PvmemcontrolException">There is no device.</exception>
    public HostInfo Info()
    {
        var result = Call(new Request(FunctionCode.Info, 0, 0));
        return result.IsSuccess
            ? new HostInfo(result.Reply.Value, result.Reply.Arg0, result.Reply.Arg1)
            : throw new PvmemcontrolException("INFO", result.Errno);
    }

    /// <summary>The content of the pages may be discarded: private anonymous memory then reads as zeros.</summary>
    public CallResult DontNeed(ulong address, ulong length) => Call(FunctionCode.DontNeed, address, length);

    /// <summary>The pages and their backing may be discarded: they then read as zeros.</summary>
    public CallResult Remove(ulong address, ulong length) => Call(FunctionCode.Remove, address, length);

    /// <summary>The host may take the pages when it is short of memory, until they are written to.</summary>
    public CallResult Free(ulong address, ulong length) => Call(FunctionCode.Free, address, length);

    /// <summary>The host may swap the pages out.</summary>
    public CallResult PageOut(ulong address, ulong length) => Call(FunctionCode.PageOut, address, length);

    /// <summary>The pages stay out of the host's dumps of the VMM.</summary>
    public CallResult DontDump(ulong address, ulong length) => Call(FunctionCode.DontDump, address, length);

    /// <summary>Gives the mapping a name that the host sees.</summary>
    /// <param name="address">The first byte.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="name">Guest physical address of the name, or 0 for none.</param>
    public CallResult SetVmaAnonName(ulong address, ulong length, ulong name) =>
        Call(new Request(FunctionCode.SetVmaAnonName, address, length, name));

    /// <summary>The host does not swap the pages out.</summary>
    public CallResult MLock(ulong address, ulong length) => Call(FunctionCode.MLock, address, length);

    /// <summary>Undoes <see cref="MLock"/>.</summary>
    public CallResult MUnlock(ulong address, ulong length) => Call(FunctionCode.MUnlock, address, length);

    /// <summary>The pages may not be accessed.</summary>
    public CallResult MProtectNone(ulong address, ulong length) => Call(FunctionCode.MProtectNone, address, length);

    /// <summary>The pages may be read only.</summary>
    public CallResult MProtectR(ulong address, ulong length) => Call(FunctionCode.MProtectR, address, length);

    /// <summary>The pages may be written; whether they may be read too depends on the host.</summary>
    public CallResult MProtectW(ulong address, ulong length) => Call(FunctionCode.MProtectW, address, length);

    /// <summary>The pages may be read and written.</summary>
    public CallResult MProtectRW(ulong address, ulong length) => Call(FunctionCode.MProtectRW, address, length);

    /// <summary>The host may merge the pages with equal ones.</summary>
    public CallResult Mergeable(ulong address, ulong length) => Call(FunctionCode.Mergeable, address, length);

    /// <summary>The host does not merge the pages, and separates merged pages.</summary>
    public CallResult Unmergeable(ulong address, ulong length) => Call(FunctionCode.Unmergeable, address, length);

    /// <summary>Any request, also of a function that this version has no name for.</summary>
    public CallResult Call(in Request request)
    {
        // Each call has its own memory, which threads that share the file do not share.
        var user = new UserBuffer(Argument, Request.Size);
        var buffer = new CallBuffer { Request = request };
        buffer.StoreCall(user.Bytes);
        var error = _file.Ioctl(IoctlAbi.VmmCall, Argument, user);
        if (error != 0)
        {
            return new CallResult(error, default);
        }

        buffer.LoadReturn(user.Bytes);
        return new CallResult(0, buffer.Reply);
    }

    /// <summary>close(2).</summary>
    public void Dispose() => _file.Close();

    private CallResult Call(FunctionCode function, ulong address, ulong length) =>
        Call(new Request(function, address, length));
}
