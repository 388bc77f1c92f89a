// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.VfioUser.Client;
using Pvmemcontrol.VfioUser.Server;
using Xunit;

namespace Pvmemcontrol.Properties.Sockets;

/// <summary>The PCI function of the served device is what the driver expects.</summary>
public sealed class PciFunctionTests : IDisposable
{
    private readonly DeviceServer _server;
    private readonly VfioUserClient _client;

    public PciFunctionTests()
    {
        var socket = FakeGuest.NewSocket();
        _server = new DeviceServer(socket, new ServedDevice());
        _client = VfioUserClient.Connect(socket);
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
    }

    [Fact]
    [Trait("Requirement", "PVMC-VMM-009")]
    public void The_function_has_the_identity_and_the_BAR_of_the_driver_and_needs_no_bus_mastering() =>
        Assert.Null(PciFunctionJudge.Find(new PciFunction(_client)));

    [Fact]
    [Trait("Requirement", "PVMC-VMM-009")]
    public void A_function_with_another_id_is_caught() =>
        Assert.Equal("its identity", PciFunctionJudge.Find(new Vmm009OtherId(_client)));

    [Fact]
    [Trait("Requirement", "PVMC-VMM-009")]
    public void A_function_whose_BAR_is_IO_space_is_caught() =>
        Assert.Equal("the kind of BAR0", PciFunctionJudge.Find(new Vmm009IoBar(_client)));

    [Fact]
    [Trait("Requirement", "PVMC-VMM-009")]
    public void A_function_without_BAR0_is_caught() =>
        Assert.Equal("the size of BAR0", PciFunctionJudge.Find(new Vmm009NoBar(_client)));

    [Fact]
    [Trait("Requirement", "PVMC-VMM-009")]
    public void A_function_that_waits_for_bus_mastering_is_caught() =>
        Assert.Equal("BAR0 without bus mastering", PciFunctionJudge.Find(new Vmm009NeedsBusMaster(_client)));
}
