// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Targets.Native;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Device;

/// <summary>The device.</summary>
public sealed class DeviceQuiescence : QuiescenceContract
{
    protected override ulong Buffer => TestRam.Buffer;

    protected override IMmioDevice Create(GuestMemory memory, IHostCalls host) => new PvmemcontrolDevice(memory, host);
}

/// <summary>The device, with a buffer that it reads and writes in two pieces.</summary>
public sealed class SpanningBufferQuiescence : QuiescenceContract
{
    protected override ulong Buffer => TestRam.SpanningBuffer;

    protected override IMmioDevice Create(GuestMemory memory, IHostCalls host) => new PvmemcontrolDevice(memory, host);
}

/// <summary>The same for C devices, and that the checks see what they look for.</summary>
public sealed class QuiescenceTests
{
    [CTheory]
    [MemberData(nameof(QuiescenceContract.Drops), MemberType = typeof(QuiescenceContract))]
    [Trait("Requirement", "PVMC-DEV-049")]
    public void The_C_example_waits_for_the_requests_in_flight(TransportCommand drop)
    {
        var library = NativeDeviceLibrary.Load(CCompiler.Compile("examples", "c", "pvmemcontrol_example.c"));
        Assert.Null(Quiescence.FindInRaces(library.Create, drop, TestRam.Buffer, 300, TimeSpan.FromMicroseconds(20)));
    }

    [CTheory]
    [MemberData(nameof(QuiescenceContract.Drops), MemberType = typeof(QuiescenceContract))]
    [Trait("Requirement", "PVMC-DEV-049")]
    public void A_C_device_that_does_not_wait_is_caught(TransportCommand drop)
    {
        var source = Repository.PathOf("tests", "Properties", "Broken", "c", "dev_049_drop_does_not_wait.c");
        var library = NativeDeviceLibrary.Load(CCompiler.Compile(source));

        // Its requests take 5 ms, most of the drops come in the middle.
        Assert.NotNull(Quiescence.FindInRaces(library.Create, drop, TestRam.Buffer, 100, TimeSpan.FromMilliseconds(2)));
    }

    [CFact]
    [Trait("Requirement", "PVMC-DEV-049")]
    public void A_VM_reset_of_the_C_example_waits_for_the_requests_in_flight()
    {
        var library = NativeDeviceLibrary.Load(CCompiler.Compile("examples", "c", "pvmemcontrol_example.c"));
        Assert.Null(Quiescence.FindInRaces(
            library.Create, ResetVm, TestRam.Buffer, 300, TimeSpan.FromMicroseconds(20)));
    }

    [CFact]
    [Trait("Requirement", "PVMC-DEV-049")]
    public void A_C_device_whose_VM_reset_does_not_wait_is_caught()
    {
        var source = Repository.PathOf("tests", "Properties", "Broken", "c", "vmm_008_reset_does_not_wait.c");
        var library = NativeDeviceLibrary.Load(CCompiler.Compile(source));
        Assert.NotNull(Quiescence.FindInRaces(
            library.Create, ResetVm, TestRam.Buffer, 100, TimeSpan.FromMilliseconds(2)));
    }

    [Theory]
    [MemberData(nameof(QuiescenceContract.Drops), MemberType = typeof(QuiescenceContract))]
    [Trait("Requirement", "PVMC-DEV-049")]
    public void A_device_that_does_not_wait_is_caught(TransportCommand drop) =>
        Assert.NotNull(Quiescence.FindInHeldRequest(
            (memory, host) => new Dev049DropDoesNotWait(new PvmemcontrolDevice(memory, host), drop),
            drop,
            TestRam.Buffer,
            Vcpu.Patience));

    [Theory]
    [MemberData(nameof(QuiescenceContract.Drops), MemberType = typeof(QuiescenceContract))]
    [Trait("Requirement", "PVMC-DEV-049")]
    public void A_device_that_writes_to_an_old_buffer_is_caught(TransportCommand drop) =>
        Assert.NotNull(Quiescence.FindInHeldRequest(
            (memory, host) => new Dev049OldBufferWritten(new PvmemcontrolDevice(memory, host), memory),
            drop,
            TestRam.Buffer,
            Vcpu.Watch));

    private static void ResetVm(IMmioDevice device, Guest guest) => ((IVmReset)device).ResetVm();
}
