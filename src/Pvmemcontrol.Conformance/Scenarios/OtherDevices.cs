// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Targets.Loading;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>
/// Other devices in the VMM, whose registers are accessed just before a read of the judged one: what the VMM or the
/// library keeps of an access is then somebody else's. One has a response, the other gets an address written; their
/// bytes differ from process to process, as a constant of the device does not.
/// </summary>
/// <param name="target">Makes them when they are needed first.</param>
/// <param name="process">The number of this process among those of the command.</param>
internal sealed class OtherDevices(LoadedTarget target, int process)
{
    /// <summary>The bytes that they show are from here on: unlike those of small numbers.</summary>
    private const int LeastByte = 0x21;
    private const int Bytes = 199;

    /// <summary>Neighbouring processes differ by more than one.</summary>
    private const int Stride = 37;

    /// <summary>A slow device is registered fewer channels with.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private static readonly GuestLayout Layout = new(new Region(0x1_0000_0000, 2, Backing.PrivateAnonymous));

    private readonly byte _byte = (byte)(LeastByte + (process * Stride % Bytes));
    private IMmioDevice? _answering;
    private IMmioDevice? _staging;
    private bool _isMade;

    /// <summary>Accesses them; what one read from its response register, and what was written to the other.</summary>
    internal (ulong Read, ulong Written) Access()
    {
        if (!_isMade)
        {
            _isMade = true;
            Make();
        }

        if (_answering is null || _staging is null)
        {
            return (0, 0);
        }

        var written = 0x0101_0101_0101_0101UL * _byte;
        new RegisterPort(_staging).Write(Registers.Address, sizeof(ulong), written);
        return (new RegisterPort(_answering).Read(Registers.Response, sizeof(uint)), written);
    }

    /// <summary>Registers as many channels as give the last one a number that ends with the byte, mostly.</summary>
    private void Make()
    {
        try
        {
            // Neither is destroyed: they live as long as the process.
            _answering = target.CreateDevice(new GuestMemory(Layout, place: 1));
            _staging = target.CreateDevice(new GuestMemory(Layout, place: 2));
        }
        catch (TargetUnusableException)
        {
            return;
        }

        if (_answering is null)
        {
            return;
        }

        var port = new RegisterPort(_answering);
        port.WriteCommand((uint)TransportCommand.Reset);
        var clock = Stopwatch.StartNew();
        for (var channel = 0; channel <= _byte && clock.Elapsed < Patience; channel++)
        {
            port.Write(Registers.Address, sizeof(ulong), Layout.Regions[0].Start + ((ulong)channel * Request.Size));
            port.WriteCommand((uint)TransportCommand.Register);
        }
    }
}
