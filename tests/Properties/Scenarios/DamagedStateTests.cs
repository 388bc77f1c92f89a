// SPDX-License-Identifier: Apache-2.0

using FsCheck.Xunit;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Targets.Native;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Properties.Device;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Scenarios;

/// <summary>States that no save wrote.</summary>
public sealed class DamagedStateTests
{
    [Property]
    public bool A_damaged_state_is_not_the_saved_one(byte first, byte[]? rest, StateDamage how, ulong where)
    {
        byte[] saved = [first, .. rest ?? []];
        return !DamagedState.Of(saved, how, where).AsSpan().SequenceEqual(saved);
    }

    [CFact]
    [Trait("Requirement", "PVMC-VMM-026")]
    public void The_C_example_refuses_every_flipped_bit_of_its_state()
    {
        using var memory = new GuestMemory(TestRam.Layout);
        var library = NativeDeviceLibrary.Load(CCompiler.Compile("examples", "c", "pvmemcontrol_example.c"));
        using var saved = library.Create(memory);
        _ = new Guest(saved, memory).Handshake(TestRam.Buffer);
        var state = ((ISaveRestore)saved).Save();
        Assert.All(Enumerable.Range(0, state.Length * 8), bit =>
        {
            using var device = library.Create(memory);
            var damaged = DamagedState.Of(state, StateDamage.Flipped, (ulong)bit);
            Assert.False(((ISaveRestore)device).TryRestore(damaged));
        });
    }
}
