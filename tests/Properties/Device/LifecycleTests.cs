// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Targets.Native;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Device;

/// <summary>VM reset, save and restore, of every device here that has them.</summary>
public sealed class LifecycleTests
{
    private const string Ours = "Impl";
    private const string Example = "pvmemcontrol_example";

    private static readonly Request Info = new(FunctionCode.Info, 0, 0);
    private static readonly FunctionCode[] ChangingFunctions =
    [
        FunctionCode.DontDump, FunctionCode.MLock, FunctionCode.Mergeable,
        FunctionCode.MProtectNone, FunctionCode.MProtectR, FunctionCode.MProtectW,
    ];

    /// <summary>Changes that show in the mapping.</summary>
    public static TheoryData<string, FunctionCode> Changes
    {
        get
        {
            var rows = new TheoryData<string, FunctionCode>();
            Array.ForEach(Devices(), device => Array.ForEach(ChangingFunctions, change => rows.Add(device, change)));
            return rows;
        }
    }

    /// <summary>Our device, and with a C compiler the example.</summary>
    public static TheoryData<string> All { get; } = [.. Devices()];

    /// <summary>A device of a name from <see cref="All"/>, before its first RESET, on real host calls.</summary>
    internal static IMmioDevice Create(string device, GuestMemory memory) => device == Ours
        ? new PvmemcontrolDevice(memory)
        : NativeDeviceLibrary.Load(CCompiler.Compile("examples", "c", device + ".c")).Create(memory);

    [CFact]
    public void The_C_example_is_among_the_devices() => Assert.Contains(Example, Devices());

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_VM_reset_undoes_what_the_guest_changed(string device, FunctionCode function)
    {
        using var rig = Make(device);
        var before = rig.Flags();
        var channel = rig.Guest.Handshake(TestRam.Buffer)[0];
        Assert.Equal(Errno.None, rig.Ask(channel, function, TestRam.Page, 3 * 4096));
        Assert.NotEqual(before, rig.Flags());
        rig.Reset.ResetVm();
        Assert.Equal(before, rig.Flags());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_VM_reset_undoes_everything_at_once_on_every_second_page_of_every_region(string device)
    {
        using var rig = Make(device);
        var before = rig.Flags();
        ChangeALot(rig, rig.Guest.Handshake(TestRam.Buffer)[0]);
        rig.Reset.ResetVm();
        Assert.Equal(before, rig.Flags());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_VM_reset_leaves_alone_what_the_operator_locked(string device)
    {
        using var rig = Make(device);
        var host = new LinuxHostCalls(rig.Memory);
        host.Call(FunctionCode.MLock, 0, 4 * 4096, 4096, arg: 0);
        var before = rig.Flags();
        var channel = rig.Guest.Handshake(TestRam.Buffer)[0];
        rig.Ask(channel, FunctionCode.MLock, TestRam.Page + 4096, 4096);
        rig.Reset.ResetVm();
        Assert.Equal(before, rig.Flags());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void After_a_VM_reset_the_registers_are_empty_and_only_RESET_leads_on(string device)
    {
        using var rig = Make(device);
        var channel = rig.Guest.Handshake(TestRam.Buffer)[0];
        rig.Reset.ResetVm();
        for (var register = 0UL; register < 16; register += 4)
        {
            Assert.Equal(0u, rig.Guest.Read(register));
        }

        rig.Guest.Put(TestRam.Buffer, new Request(FunctionCode.DontNeed, TestRam.Page, 4096));
        rig.Guest.Write(channel);
        Assert.Equal((uint)FunctionCode.DontNeed, rig.Guest.Get(TestRam.Buffer).Errno);
        Assert.Equal(Guest.Error, rig.Guest.Do(TransportCommand.Ready));
        Assert.Single(rig.Guest.Handshake(TestRam.Buffer));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_page_that_was_revoked_takes_a_buffer_after_a_VM_reset(string device)
    {
        using var rig = Make(device);
        rig.Ask(rig.Guest.Handshake(TestRam.Buffer)[0], FunctionCode.MProtectNone, TestRam.Page, 4096);
        rig.Reset.ResetVm();
        var channel = rig.Guest.Handshake(TestRam.Page)[0];
        Assert.Equal(1u, rig.Guest.Send(channel, TestRam.Page, Info).Arg0);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_restored_device_has_the_mapping_and_the_channels_that_were_saved(string device)
    {
        using var rig = Make(device);
        ulong[] buffers = [TestRam.Buffer, TestRam.OtherBuffer, TestRam.SpanningBuffer];
        var channels = rig.Guest.Handshake(buffers);
        ChangeALot(rig, channels[0]);
        using var restored = Restored(rig);
        Assert.Equal(rig.Flags(), restored.Flags());
        for (var i = 0; i < buffers.Length; i++)
        {
            Assert.Equal(1u, restored.Guest.Send(channels[i], buffers[i], Info).Arg0);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    [Trait("Requirement", "PVMC-VMM-025")]
    public void A_saved_device_goes_on(string device)
    {
        using var rig = Make(device);
        var channel = rig.Guest.Handshake(TestRam.Buffer)[0];
        _ = rig.State.Save();
        Assert.Equal(1u, rig.Guest.Send(channel, TestRam.Buffer, Info).Arg0);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_restored_device_goes_on_in_the_middle_of_a_handshake(string device)
    {
        using var rig = Make(device);
        rig.Guest.Do(TransportCommand.Reset);
        Assert.Equal(Guest.Ack, rig.Guest.Register(TestRam.Buffer));
        var first = rig.Guest.Read(Registers.Response);
        using var restored = Restored(rig);
        Assert.Equal(first, restored.Guest.Read(Registers.Response));
        Assert.Equal(Guest.Ack, restored.Guest.Register(TestRam.OtherBuffer));
        var second = restored.Guest.Read(Registers.Response);
        Assert.NotEqual(first, second);
        Assert.Equal(Guest.Ack, restored.Guest.Do(TransportCommand.Ready));
        Assert.Equal(1u, restored.Guest.Send(first, TestRam.Buffer, Info).Arg0);
        Assert.Equal(1u, restored.Guest.Send(second, TestRam.OtherBuffer, Info).Arg0);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_restored_device_does_not_give_out_a_command_again(string device)
    {
        using var rig = Make(device);
        var old = rig.Guest.Handshake(TestRam.Buffer, TestRam.OtherBuffer);
        using var restored = Restored(rig);
        var later = restored.Guest.Handshake(TestRam.Buffer, TestRam.OtherBuffer);
        Assert.Empty(old.Intersect(later));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_restored_device_knows_which_pages_are_revoked(string device)
    {
        using var rig = Make(device);
        rig.Ask(rig.Guest.Handshake(TestRam.Buffer)[0], FunctionCode.MProtectR, TestRam.Page, 4096);
        using var restored = Restored(rig);
        restored.Guest.Do(TransportCommand.Reset);
        Assert.Equal(Guest.Error, restored.Guest.Register(TestRam.Page));
        restored.Reset.ResetVm();
        Assert.All(restored.Flags(), flags => Assert.Equal(VmaFlags.ReadWrite, flags));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_page_whose_lock_failed_and_stayed_is_restored_as_it_was(string device)
    {
        using var rig = Make(device);
        var channel = rig.Guest.Handshake(TestRam.Buffer)[0];
        rig.Ask(channel, FunctionCode.MProtectNone, TestRam.Page, 4096);
        Assert.Equal(Errno.ENOMEM, rig.Ask(channel, FunctionCode.MLock, TestRam.Page, 4096));
        using var restored = Restored(rig);
        Assert.Equal(rig.Flags(), restored.Flags());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_device_that_was_saved_in_Broken_is_restored_in_Broken(string device)
    {
        using var rig = Make(device);
        using var restored = Restored(rig);
        Assert.Equal(Guest.Error, restored.Guest.Do(TransportCommand.Ready));
        Assert.Single(restored.Guest.Handshake(TestRam.Buffer));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Nothing_but_the_last_answer_is_readable_after_a_restore(string device)
    {
        using var rig = Make(device);
        rig.Guest.Handshake(TestRam.Buffer);
        using var restored = Restored(rig);
        Assert.Equal(Guest.Ack, restored.Guest.Read(Registers.Command));
        foreach (var register in new ulong[] { 0, 4, 12 })
        {
            Assert.Equal(0u, restored.Guest.Read(register));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void No_truncation_of_a_saved_state_is_restored(string device)
    {
        using var rig = Make(device);
        ChangeALot(rig, rig.Guest.Handshake(TestRam.Buffer)[0]);
        var state = rig.State.Save();
        for (var length = 0; length < state.Length; length++)
        {
            using var other = Make(device);
            Assert.False(other.State.TryRestore(state.AsSpan(0, length)), $"{length} of {state.Length} bytes");
        }
    }

    private static string[] Devices() => CCompiler.IsAvailable ? [Ours, Example] : [Ours];

    private static Rig Make(string device) => new(memory => Create(device, memory));

    private static Rig Restored(Rig rig)
    {
        var state = rig.State.Save();
        var successor = rig.Successor();
        Assert.True(successor.State.TryRestore(state));
        return successor;
    }

    private static void ChangeALot(Rig rig, uint channel)
    {
        for (var page = 2; page < TestRam.Layout.PageCount; page += 2)
        {
            if (page is 7 or 8)
            {
                continue;
            }

            for (var i = 0; i < 3; i++)
            {
                var function = ChangingFunctions[(page + i) % ChangingFunctions.Length];
                rig.Ask(channel, function, TestRam.Layout.AddressOfPage(page), 4096);
            }
        }
    }
}
