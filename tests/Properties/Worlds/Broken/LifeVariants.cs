// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Driver;
using Pvmemcontrol.Model.GuestKernel;
using Pvmemcontrol.Model.Steps;

namespace Pvmemcontrol.Properties.Worlds.Broken;

/// <summary>Hibernation is never refused: the image is written over revoked pages.</summary>
[BrokenIn("hibernate-with-revoked-page", "PVMC-DRV-040")]
public sealed class SleepsOverRevokedPages : HardenedDriver
{
    protected override bool RefusesToSleep(ref StepContext m) => false;
}

/// <summary>What is remembered of a page may be older than what the host has, because requests overtake each other.
/// </summary>
[BrokenIn("hibernate-with-revoked-page", "PVMC-DRV-040")]
public sealed class RemembersOutOfOrder : HardenedDriver
{
    protected override bool OrdersLasting => false;
}

/// <summary>Locks are gone after hibernation, and nobody is told.</summary>
[BrokenIn("hibernate-with-locked-page", "PVMC-DRV-042")]
public sealed class ForgetsLocks : HardenedDriver
{
    protected override bool RefusesToSleep(ref StepContext m) => false;
}

/// <summary>The next kernel finds a page revoked.</summary>
[BrokenIn("kexec-with-revoked-page", "PVMC-DRV-041")]
public sealed class HandsRevokedPagesOver : HardenedDriver
{
    protected override void GiveBack(ProcedureBuilder p) => p.Do("shutdown: gives nothing back");
}

/// <summary>The dump stops at the first revoked page.</summary>
[BrokenIn("crash-with-revoked-page", "PVMC-DRV-044")]
public sealed class DumpsRevokedPages : HardenedDriver
{
    public override void ProbeInCrashKernel(ProcedureBuilder p) => p.Do("probe: the handshake, and nothing else");
}

/// <summary>The channel of a CPU that goes offline is cleared, whoever uses it.</summary>
[BrokenIn("cpu-offline", "PVMC-DRV-043")]
public sealed class ClearsTheChannelOfTheCpu : HardenedDriver
{
    public override void CpuGoesOffline(ProcedureBuilder p) =>
        p.Do("cpuhp callback: clears the channel", static (ref m) => m.GiveUpChannel());
}
