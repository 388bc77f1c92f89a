// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Driver;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.Steps;

namespace Pvmemcontrol.Properties.Worlds.Broken;

/// <summary>open does not ask for CAP_SYS_ADMIN.</summary>
[BrokenIn("calls-that-fail", "PVMC-DRV-001")]
public sealed class OpensWithoutCapability : HardenedDriver
{
    protected override bool Admits(Call.Open open) => !open.IsExclusive;
}

/// <summary>open lets O_EXCL pass.</summary>
[BrokenIn("calls-that-fail", "PVMC-DRV-002")]
public sealed class OpensExclusively : HardenedDriver
{
    protected override bool Admits(Call.Open open) => open.IsCapable;
}

/// <summary>open does not look at what kzalloc returned.</summary>
[BrokenIn("calls-that-fail", "PVMC-DRV-003")]
public sealed class IgnoresMissingBuffer : V4Driver
{
    public override void Open(ProcedureBuilder p)
    {
        CheckCaller(p);
        p.Do("open: kzalloc of the file's buffer, not looked at", static (ref m) =>
        {
            m.Succeeds();
            m.MakeFile(-1);
        }, Choices.MayFail);
    }
}
