// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Driver.Broken;

/// <summary>Any ioctl number is taken for the driver's own.</summary>
[Breaks("PVMC-DRV-004")]
internal sealed class TakesAnyNumber(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override bool RefusesNumber(uint command) => false;
}

/// <summary>The results of the copies from and to the user are ignored.</summary>
[Breaks("PVMC-DRV-005")]
internal sealed class IgnoresFaults(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override int CopyIn(uint command, ulong argument, IUserMemory user, CallBuffer buffer)
    {
        var error = base.CopyIn(command, argument, user, buffer);
        return error == -(int)Errno.EFAULT ? 0 : error;
    }

    protected override int CopyOut(ulong argument, IUserMemory user, CallBuffer buffer)
    {
        base.CopyOut(argument, user, buffer);
        return 0;
    }
}

/// <summary>A user's INFO goes to the device.</summary>
[Breaks("PVMC-DRV-006")]
internal sealed class AsksAgain(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override bool AnswersFromCache(in Request request) => false;
}

/// <summary>The reply is read before the request is sent, and so is the one to the request before.</summary>
[Breaks("PVMC-DRV-007")]
internal sealed class ReadsTheReplyTooEarly(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    private readonly CallBuffer _last = new();

    protected override void Fill(PerCpuChannel channel, CallBuffer buffer)
    {
        base.ReadReply(null!, channel, _last);
        base.Fill(channel, buffer);
    }

    protected override void ReadReply(DriverInstance device, PerCpuChannel channel, CallBuffer buffer)
    {
        base.ReadReply(device, channel, buffer);
        buffer.Reply = device.PageSize == 0 ? buffer.Reply : _last.Reply;
    }
}

/// <summary>The request that is sent is the one before.</summary>
[Breaks("PVMC-DRV-008")]
internal sealed class SendsTheLastRequest(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    private readonly CallBuffer _last = new();

    protected override void Fill(PerCpuChannel channel, CallBuffer buffer)
    {
        base.Fill(channel, _last);
        _last.Request = buffer.Request;
    }
}

/// <summary>Any contents of the buffer are taken for the reply.</summary>
[Breaks("PVMC-DRV-011")]
internal sealed class BelievesAnything(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override bool IsAnswered(in Request request, in Request reply) => true;
}
