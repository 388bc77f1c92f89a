// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Targets.Native;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Device;

/// <summary>Two concurrent vCPUs on one device.</summary>
public sealed class ConcurrencyTests
{
    [Fact]
    [Trait("Requirement", "PVMC-DEV-020")]
    public void A_command_on_a_busy_channel_waits_and_is_answered() =>
        Assert.Null(Concurrency.FindInBusyChannel(Device, Vcpu.Watch));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-020")]
    public void A_device_that_drops_a_command_on_a_busy_channel_is_caught() =>
        Assert.NotNull(Concurrency.FindInBusyChannel(
            (memory, host) => new Dev020BusyIsIgnored(Device(memory, host)), Vcpu.Patience));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-020")]
    public void Two_vCPUs_on_one_channel_get_every_reply_whole() =>
        Assert.Null(Concurrency.FindInSharedChannel(memory => new PvmemcontrolDevice(memory), requests: 50_000));

    [CFact]
    [Trait("Requirement", "PVMC-DEV-020")]
    public void Two_vCPUs_on_one_channel_of_the_C_example_get_every_reply_whole()
    {
        var library = NativeDeviceLibrary.Load(CCompiler.Compile("examples", "c", "pvmemcontrol_example.c"));
        Assert.Null(Concurrency.FindInSharedChannel(library.Create, requests: 5_000));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-070")]
    public void What_was_checked_of_a_request_is_what_is_performed() =>
        Assert.Null(Concurrency.FindInChangingRequest(memory => new PvmemcontrolDevice(memory), requests: 50_000));

    [CFact]
    [Trait("Requirement", "PVMC-DEV-070")]
    public void What_the_C_example_checked_of_a_request_is_what_it_performs()
    {
        var library = NativeDeviceLibrary.Load(CCompiler.Compile("examples", "c", "pvmemcontrol_example.c"));
        Assert.Null(Concurrency.FindInChangingRequest(library.Create, requests: 50_000));
    }

    [CFact]
    [Trait("Requirement", "PVMC-DEV-070")]
    public void A_C_device_that_reads_a_request_twice_is_caught()
    {
        var source = Repository.PathOf("tests", "Properties", "Broken", "c", "dev_070_length_read_twice.c");
        var library = NativeDeviceLibrary.Load(CCompiler.Compile(source));
        Assert.NotNull(Concurrency.FindInChangingRequest(library.Create, requests: 1_000_000));
    }

    [Fact]
    [Trait("Requirement", "PVMC-DEV-071")]
    public void A_request_does_not_wait_for_another_channels() =>
        Assert.Null(Concurrency.FindInOtherChannel(Device, Vcpu.Patience));

    [Fact]
    [Trait("Requirement", "PVMC-DEV-071")]
    public void A_device_with_one_lock_for_all_channels_is_caught() =>
        Assert.NotNull(Concurrency.FindInOtherChannel(
            (memory, host) => new Dev071OneRequestAtATime(Device(memory, host)), Vcpu.Watch));

    private static PvmemcontrolDevice Device(GuestMemory memory, IHostCalls host) => new(memory, host);
}
