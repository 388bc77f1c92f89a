// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Driver;
using Pvmemcontrol.Model.GuestKernel;
using Pvmemcontrol.Model.State;
using Pvmemcontrol.Model.Steps;

namespace Pvmemcontrol.Properties.Worlds.Broken;

/// <summary>The channels are aligned to 8 bytes.</summary>
[BrokenIn("channel-straddles-page", "PVMC-DRV-010")]
public sealed class AlignsToWords : HardenedDriver
{
    protected override bool IsAligned => false;
}

/// <summary>READY comes after the first CPU's channel.</summary>
[BrokenIn("open-vs-probe", "PVMC-DRV-020")]
public sealed class RegistersOneCpu : HardenedDriver
{
    protected override void Connect(ProcedureBuilder p, Label failed)
    {
        p.Do("connect: writes RESET", static (ref m) => m.WriteCommand(m.Instance, TransportCommand.Reset));
        p.Do("connect: writes the address of CPU 0's buffer", static (ref m) => m.WriteAddress(m.Instance, 0));
        p.Do("connect: writes REGISTER", static (ref m) => m.WriteCommand(m.Instance, TransportCommand.Register));
        p.Do("connect: reads the channel's command",
            static (ref m) => m.StoreCommand(m.Instance, 0, m.ReadResponse(m.Instance)));
        p.Do("connect: writes READY", static (ref m) => m.WriteCommand(m.Instance, TransportCommand.Ready));
    }
}

/// <summary>ioctls find the device before the handshake.</summary>
[BrokenIn("register-race-two-vcpus", "PVMC-DRV-021")]
public sealed class PublishesFirst : HardenedDriver
{
    public override void Probe(ProcedureBuilder p)
    {
        p.Do("probe: misc_register", static (ref m) => m.MiscRegister());
        p.Do("probe: allocates, publishes", static (ref m) =>
        {
            m.Instance = m.ProbedInstance;
            m.AllocateDevice(m.Instance);
            m.AllocateChannels(m.Instance, isAligned: true);
            (m.Owner, m.DriverData, m.Global) = (m.Instance, m.Instance, m.Instance);
        });
        var end = p.NewLabel();
        Connect(p, end);
        p.Mark(end);
        p.Do("probe: return 0");
    }
}

/// <summary>The error of INFO is returned as it came.</summary>
[BrokenIn("probe-fails-anywhere", "PVMC-DRV-022")]
public sealed class ReturnsTheDevicesCode : HardenedDriver
{
    protected override ErrorCode InfoError => ErrorCode.Positive;
}

/// <summary>Any answer to INFO will do.</summary>
[BrokenIn("probe-fails-anywhere", "PVMC-DRV-026")]
public sealed class TakesAnyInfo : HardenedDriver
{
    protected override bool AcceptsInfo(in Reply reply) => true;

    protected override bool IsAnswered(int request, int reply) => true;
}

/// <summary>A probe that fails keeps its channels, although the device dropped them.</summary>
[BrokenIn("probe-fails-anywhere", "PVMC-DRV-023")]
public sealed class KeepsChannels : HardenedDriver
{
    protected override void LetGoAndFree(ProcedureBuilder p, bool onFailure)
    {
        if (!onFailure)
        {
            base.LetGoAndFree(p, onFailure);
            return;
        }

        var done = p.NewLabel();
        Disconnect(p, done);
        p.Mark(done);
    }
}

/// <summary>A probe that fails keeps its channels and does not tell the device.</summary>
[BrokenIn("probe-fails-anywhere", "PVMC-DRV-025")]
public sealed class FailsWithoutDisconnect : HardenedDriver
{
    protected override void LetGoAndFree(ProcedureBuilder p, bool onFailure)
    {
        if (!onFailure)
        {
            base.LetGoAndFree(p, onFailure);
        }
    }
}

/// <summary>A second device gets as far as the misc class.</summary>
[BrokenIn("two-devices-older-kernel", "PVMC-DRV-029")]
public sealed class RefusesNoSecond : HardenedDriver
{
    protected override void RefuseSecond(ProcedureBuilder p, Label unlock) =>
        p.Do("probe: does not ask whether it is the first");
}

/// <summary>The device structure is freed before probe returns 0.</summary>
[BrokenIn("open-vs-probe", "PVMC-DRV-027")]
public sealed class SucceedsWithNothing : HardenedDriver
{
    public override void Probe(ProcedureBuilder p) => p.Do("probe: allocates, frees, returns 0", static (ref m) =>
    {
        m.AllocateDevice(m.ProbedInstance);
        m.FreeDevice(m.ProbedInstance);
    });
}
