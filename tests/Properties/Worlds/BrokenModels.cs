// SPDX-License-Identifier: Apache-2.0

using System.Reflection;
using Pvmemcontrol.Model.Driver;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.Steps;

namespace Pvmemcontrol.Properties.Worlds;

/// <summary>A driver or a device that does not meet a requirement, and the world that shows it.</summary>
/// <param name="Name">The name in messages.</param>
/// <param name="World">The name of the world.</param>
/// <param name="Driver">The driver in it.</param>
/// <param name="Device">The device in it, or null for the world's own.</param>
/// <param name="Requirement">What is violated.</param>
internal sealed record BrokenModel(
    string Name, string World, GuestDriver Driver, ModelDevice? Device, string Requirement)
{
    /// <summary>Small variants of the hardened driver, of v4 and of devices, and the two revisions.</summary>
    internal static IReadOnlyList<BrokenModel> All { get; } = [.. Variants(), .. Devices(), .. Revisions()];

    private static IEnumerable<BrokenModel> Variants() =>
        from type in typeof(BrokenModel).Assembly.GetTypes()
        where type.IsSubclassOf(typeof(GuestDriver)) && !type.IsAbstract
        orderby type.Name
        let broken = type.GetCustomAttribute<BrokenInAttribute>(inherit: false)
        where broken is not null
        select new BrokenModel(type.Name, broken.World, (GuestDriver)Activator.CreateInstance(type)!, null,
            broken.Requirement);

    private static BrokenModel[] Devices()
    {
        var device = ModelDevice.Conforming;
        var hardened = new HardenedDriver();
        return
        [
            new("drops without waiting", "reset-in-flight", hardened, device with { WaitsForRequests = false },
                "PVMC-SYS-002"),
            new("drops without waiting", "disconnect-in-flight", hardened, device with { WaitsForRequests = false },
                "PVMC-SYS-002"),
            new("drops without waiting", "protocol-error-in-flight", hardened,
                device with { WaitsForRequests = false }, "PVMC-SYS-002"),
            new("replies to the newest", "same-channel-two-vcpus", new V4Driver(),
                device with { RepliesWhereAsked = false }, "PVMC-SYS-003"),
            new("saves in the middle", "snapshot-mid-request", hardened, device with { DrainsForSnapshot = false },
                "PVMC-SYS-004"),
            new("checks, then acts", "memory-unplug-vs-request", hardened, device with { ChecksWhenItActs = false },
                "PVMC-SYS-005"),
            new("shuts itself out", "self-target", new V4Driver(), device with { SparesChannels = false },
                "PVMC-SYS-006"),
        ];
    }

    private static BrokenModel[] Revisions()
    {
        var (v4, v5) = (new V4Driver(), new V5Driver());
        return
        [
            new("v4", "two-ioctls-one-file", v4, null, "PVMC-DRV-007"),
            new("v4", "two-ioctls-one-file", v4, null, "PVMC-DRV-008"),
            new("v4", "channel-straddles-page", v4, null, "PVMC-DRV-010"),
            new("v4", "surprise-removal", v4, null, "PVMC-DRV-011"),
            new("v4", "probe-fails-anywhere", v4, null, "PVMC-DRV-022"),
            new("v4", "probe-fails-anywhere", v4, null, "PVMC-DRV-023"),
            new("v4", "probe-fails-anywhere", v4, null, "PVMC-DRV-024"),
            new("v4", "probe-fails-anywhere", v4, null, "PVMC-DRV-025"),
            new("v4", "probe-fails-anywhere", v4, null, "PVMC-DRV-026"),
            new("v4", "two-devices-older-kernel", v4, null, "PVMC-DRV-029"),
            new("v4", "disconnect-unacknowledged", v4, null, "PVMC-DRV-032"),
            new("v4", "wrong-device", v4, null, "PVMC-DRV-033"),
            new("v4", "kexec-without-disconnect", v4, null, "PVMC-DRV-036"),
            new("v4", "hibernate-resume", v4, null, "PVMC-DRV-037"),
            new("v4", "hibernate-with-revoked-page", v4, null, "PVMC-DRV-040"),
            new("v4", "kexec-with-revoked-page", v4, null, "PVMC-DRV-041"),
            new("v4", "hibernate-with-locked-page", v4, null, "PVMC-DRV-042"),
            new("v4", "crash-with-revoked-page", v4, null, "PVMC-DRV-044"),
            new("v4", "late-reply", v4, null, "PVMC-SYS-001"),
            new("v5", "two-ioctls-one-file", v5, null, "PVMC-DRV-007"),
            new("v5", "open-vs-probe", v5, null, "PVMC-DRV-021"),
            new("v5", "probe-fails-anywhere", v5, null, "PVMC-DRV-027"),
            new("v5", "open-vs-probe", v5, null, "PVMC-DRV-028"),
            new("v5", "ioctl-vs-remove", v5, null, "PVMC-DRV-030"),
            new("v5", "ioctl-vs-remove", v5, null, "PVMC-DRV-031"),
        ];
    }
}
