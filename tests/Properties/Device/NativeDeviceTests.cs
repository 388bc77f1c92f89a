// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Targets.Native;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Properties.Support;
using Xunit;

namespace Pvmemcontrol.Properties.Device;

/// <summary>What a device behind the C interface offers, and how it is called.</summary>
public sealed class NativeDeviceTests
{
    [CFact]
    public void A_library_without_optional_functions_makes_devices_that_cannot_be_reset_or_saved()
    {
        using var memory = new GuestMemory(TestRam.Layout);
        using var device = Load("mandatory_only").Create(memory);
        Assert.False(device is IVmReset);
        Assert.False(device is ISaveRestore);
        Assert.Single(new Guest(device, memory).Handshake(TestRam.Buffer));
    }

    [CFact]
    public void A_library_that_asks_for_it_gets_one_register_access_at_a_time()
    {
        using var memory = new GuestMemory(TestRam.Layout);
        var library = Load("serialised");
        using var device = library.Create(memory);
        Assert.True(library.IsSerialised);
        var guest = new Guest(device, memory);
        void ReadOften()
        {
            for (var i = 0; i < 100; i++)
            {
                guest.Read(Registers.Command);
            }
        }

        var other = Vcpu.Start(ReadOften);
        ReadOften();
        other.Join();
    }

    [CFact]
    public void A_library_whose_state_never_fits_is_reported()
    {
        using var memory = new GuestMemory(TestRam.Layout);
        using var device = Load("state_grows").Create(memory);
        var told = Assert.Throws<TargetUnusableException>(() => ((ISaveRestore)device).Save());
        Assert.Contains("pvmemcontrol_dut_save", told.Message, StringComparison.Ordinal);
    }

    private static NativeDeviceLibrary Load(string name) =>
        NativeDeviceLibrary.Load(CCompiler.Compile("tests", "Properties", "Tool", "c", name + ".c"));
}
