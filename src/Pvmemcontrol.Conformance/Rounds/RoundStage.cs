// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Conformance.Targets.Loading;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>Guest RAM and a device for one round, from before its handshake until its memory is read.</summary>
internal sealed class RoundStage : IDisposable
{
    private readonly RoundSheet _sheet;
    private readonly int _place;
    private readonly GuestMemory _memory;
    private readonly IMmioDevice _device;
    private readonly RoundRun? _run;
    private readonly CanaryPages _canaries;

    /// <summary>Prepares the round in a place of the sheet.</summary>
    /// <exception cref="TargetUnusableException">There is no device.</exception>
    internal RoundStage(RoundSheet sheet, int place, LoadedTarget target)
    {
        (_sheet, _place) = (sheet, place);
        (Round, IsSerial) = sheet.Read(place);
        _memory = new GuestMemory(RoundLayout.Layout, place);
        RoundRun.Prepare(_memory, Round);
        _canaries = new CanaryPages(_memory, Round);
        _device = target.CreateDevice(_memory) ?? throw new TargetUnusableException("there is no device");
        var guest = new RoundGuest(_device, _memory, Round);
        if (guest.TryHandshake(Round.Channels))
        {
            for (var i = 0; i < Round.Channels; i++)
            {
                sheet.Commands(place)[i] = guest.CommandOf(i);
            }

            sheet.HasBegun(place) = 1;
            _run = new RoundRun(sheet, place, Round, guest);
        }

        sheet.Tell(Round.MostVcpus);
    }

    /// <summary>The round.</summary>
    internal Round Round { get; }

    /// <summary>True when the vCPUs take turns.</summary>
    internal bool IsSerial { get; }

    /// <summary>Runs one vCPU's steps.</summary>
    internal void Play(int vcpu) => _run?.Play(vcpu);

    /// <summary>Runs all vCPUs' steps in turns.</summary>
    internal void PlayInTurns() => _run?.RunInTurns();

    /// <summary>Reads memory into the sheet.</summary>
    internal void Look(VmaTable vmas)
    {
        _sheet.Tell(Round.MostVcpus);
        _sheet.ChangedBeside(_place) = _canaries.FindChanged();
        if (_memory.TryRead(RoundLayout.LastSlowPage,
            MemoryMarshal.AsBytes(new Span<ulong>(ref _sheet.SlowWord(_place)))))
        {
            // The kernel looks at each page that is present to tell the flags of a VMA.
            FirstPages.GiveBack(_memory, RoundLayout.SlowRegion);
        }

        Span<byte> flags = stackalloc byte[RoundLayout.Layout.PageCount];
        vmas.Read(_memory, flags);
        flags[..RoundLayout.ComparedPages].CopyTo(_sheet.Vmas(_place));
        _memory.MakeAccessible();
        for (var page = 0; page < RoundLayout.ComparedPages; page++)
        {
            _memory.Read(RoundLayout.AddressOf(page), _sheet.Page(_place, page));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _device.Dispose();
        _canaries.Dispose();
        _memory.Dispose();
    }
}
