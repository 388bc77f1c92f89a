// SPDX-License-Identifier: Apache-2.0

using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Concurrency.Races;

/// <summary>The upper half of guest RAM, which comes and goes.</summary>
[SkipRewriting("memory is no scheduling point")]
internal static class Unplugged
{
    /// <summary>Its first page.</summary>
    internal const int First = Ram.Pages / 2;

    private static readonly GuestLayout LowerHalf = new(new Region(Ram.Start, First, Backing.PrivateAnonymous));

    /// <summary>Takes it from the guest.</summary>
    internal static void Unplug(DeviceStage stage) => Change(stage, GuestMemory.Attach(
        LowerHalf, [stage.Memory.BaseOf(0)], [PageLife.Revocable]));

    /// <summary>Gives it back.</summary>
    internal static void PlugAgain(DeviceStage stage) => Change(stage, stage.Memory);

    /// <summary>The pages of it, by offset.</summary>
    internal static IEnumerable<ulong> In(IEnumerable<ulong> pages) =>
        pages.Where(page => page >= (ulong)First << PageGeometry.Shift);

    private static void Change(DeviceStage stage, GuestMemory memory) =>
        ((IMemoryChange)stage.Device).ChangeMemory(memory);
}
