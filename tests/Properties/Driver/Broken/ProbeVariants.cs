// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Properties.Support;

namespace Pvmemcontrol.Properties.Driver.Broken;

/// <summary>The channels are aligned to 8 bytes.</summary>
[Breaks("PVMC-DRV-010")]
internal sealed class AlignsToWords(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override int ChannelAlignment => sizeof(ulong);
}

/// <summary>READY comes after the first CPU's channel.</summary>
[Breaks("PVMC-DRV-020")]
internal sealed class RegistersOneCpu(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override int Connect(DriverInstance device)
    {
        Write(device, TransportCommand.Reset);
        Register(device, device.Channels[0]);
        return Write(device, TransportCommand.Ready) == TransportCommand.Ack ? 0 : -(int)Errno.EINVAL;
    }
}

/// <summary>The error of INFO is returned as it came.</summary>
[Breaks("PVMC-DRV-022")]
internal sealed class ReturnsTheDevicesCode(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override int InfoError(in Reply reply) =>
        reply.Code != 0 ? (int)reply.Code : base.InfoError(reply);
}

/// <summary>A probe that fails keeps its channels, although the device dropped them.</summary>
[Breaks("PVMC-DRV-023")]
internal sealed class KeepsChannels(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override void LetGoAndFree(DriverInstance device, bool onFailure)
    {
        if (onFailure)
        {
            Disconnect(device);
        }
        else
        {
            base.LetGoAndFree(device, onFailure);
        }
    }
}

/// <summary>A probe that fails keeps its channels and does not tell the device.</summary>
[Breaks("PVMC-DRV-025")]
internal sealed class FailsWithoutDisconnect(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override void LetGoAndFree(DriverInstance device, bool onFailure)
    {
        if (!onFailure)
        {
            base.LetGoAndFree(device, onFailure);
        }
    }
}

/// <summary>Any answer to INFO will do.</summary>
[Breaks("PVMC-DRV-026")]
internal sealed class TakesAnyInfo(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override bool AcceptsInfo(in Reply reply) => true;
}

/// <summary>A probe that failed returns 0.</summary>
[Breaks("PVMC-DRV-027")]
internal sealed class LosesTheError(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    public override int Probe(IPciFunction function)
    {
        base.Probe(function);
        return 0;
    }
}

/// <summary>A second device gets as far as the misc class.</summary>
[Breaks("PVMC-DRV-029")]
internal sealed class RefusesNoSecond(IGuestKernel kernel, IMiscCore misc) : HardenedDriver(kernel, misc)
{
    protected override bool RefusesSecond() => false;
}
