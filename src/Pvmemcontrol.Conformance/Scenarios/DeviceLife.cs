// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Conformance.Targets.Loading;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>
/// The device of a scenario, and what the VMM around it does: it maps guest RAM; VM reset, save, restore.
/// </summary>
internal sealed class DeviceLife : IDisposable
{
    /// <summary>Where a new VM has its guest RAM while that of the old one is still there.</summary>
    internal const int OtherPlace = 3;

    private readonly LoadedTarget _target;
    private readonly VmaTable _vmas;
    private readonly ResidencyTable _residency;
    private readonly byte[] _atCreate;
    private readonly byte[] _before;
    private readonly byte[] _after;
    private readonly bool[] _isOwn;
    private IMmioDevice? _device;
    private int _place;

    /// <summary>Maps guest RAM and creates a device over it.</summary>
    /// <param name="target">Makes devices.</param>
    /// <param name="kept">What the guest RAM of earlier scenarios left.</param>
    /// <param name="layout">The regions of guest RAM.</param>
    /// <param name="vmas">Reads the VMAs behind guest RAM.</param>
    /// <param name="vmasAtCreate">Their flags once a device was created.</param>
    /// <param name="residency">Reads where the pages of guest RAM are.</param>
    internal DeviceLife(LoadedTarget target, KeptObjects kept, GuestLayout layout, VmaTable vmas,
        ReadOnlySpan<byte> vmasAtCreate, ResidencyTable residency)
    {
        (_target, _vmas, _residency, _atCreate) = (target, vmas, residency, vmasAtCreate.ToArray());
        (_before, _after) = (new byte[layout.PageCount], new byte[layout.PageCount]);
        _isOwn = new bool[layout.PageCount];
        Memory = new GuestMemory(layout, place: 0, kept);
        _device = target.CreateDevice(Memory);
    }

    /// <summary>Guest RAM. Save and restore may put another mapping in its place.</summary>
    internal GuestMemory Memory { get; private set; }

    /// <summary>True unless the scenario is one of bare host calls.</summary>
    internal bool HasDevice => _device is not null;

    /// <summary>The device.</summary>
    internal IMmioDevice Device =>
        _device ?? throw new InvalidOperationException("a scenario of bare host calls has a step for a device");

    /// <summary>VM reset; the observation has the pages that differ from fresh ones afterwards.</summary>
    internal Observation Reset()
    {
        if (Device is not IVmReset device)
        {
            return new Observation(ObservationKind.Value, LifecycleAnswer.NotOffered);
        }

        device.ResetVm();
        _atCreate.CopyTo(_before, 0);
        return Compare();
    }

    /// <summary>Saves the device, which goes on.</summary>
    internal Observation Save()
    {
        if (Device is not ISaveRestore saved)
        {
            return new Observation(ObservationKind.Value, LifecycleAnswer.NotOffered);
        }

        _vmas.Read(Memory, _before);
        _ = saved.Save();
        return Compare();
    }

    /// <summary>
    /// Saves the device, destroys it, and restores the state into another one over the memory of a new VM.
    /// </summary>
    /// <param name="over">How that memory is given to it.</param>
    internal Observation SaveAndRestore(RestoredOver over) => SaveAndRestore(over, damage: null);

    /// <summary>The same after a device was offered the damaged state.</summary>
    internal Observation SaveAndRestore(Step.RestoreDamaged damage) =>
        SaveAndRestore(RestoredOver.SameAddresses, damage);

    private Observation SaveAndRestore(RestoredOver over, Step.RestoreDamaged? damage)
    {
        if (Device is not ISaveRestore saved)
        {
            return new Observation(ObservationKind.Value, LifecycleAnswer.NotOffered);
        }

        _vmas.Read(Memory, _before, _isOwn);
        var state = saved.Save();
        if (damage is not null)
        {
            if (state.Length == 0)
            {
                return new Observation(ObservationKind.Value, LifecycleAnswer.NotOffered);
            }

            if (Takes(DamagedState.Of(state, damage.Damage, damage.Where)))
            {
                Renew();
                return new Observation(ObservationKind.Value, LifecycleAnswer.Taken);
            }
        }

        Renew(over);
        if (_device is ISaveRestore made && made.TryRestore(state))
        {
            return Compare();
        }

        Renew();
        return new Observation(ObservationKind.Value, LifecycleAnswer.Refused);
    }

    /// <summary>Destroys the device; guest RAM stays.</summary>
    internal void DestroyDevice()
    {
        _device?.Dispose();
        _device = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        DestroyDevice();
        Memory.Dispose();
    }

    private bool Takes(byte[] state)
    {
        Renew();
        return _device is ISaveRestore made && made.TryRestore(state);
    }

    private void Renew(RestoredOver over = RestoredOver.SameAddresses)
    {
        DestroyDevice();
        Memory.MakeAsNew();
        if (over != RestoredOver.SameAddresses && Memory.Layout.LargestPage == PageGeometry.Size)
        {
            MoveMemory();
        }

        _device = over == RestoredOver.OtherOrder
            ? _target.CreateInOtherOrder(Memory)
            : _target.CreateDevice(Memory);
    }

    private void MoveMemory()
    {
        _place ^= OtherPlace;
        var moved = new GuestMemory(Memory.Layout, _place);
        _residency.Read(Memory, _after);
        moved.CopyFrom(Memory, IsFresh);
        Memory.Dispose();
        Memory = moved;
    }

    /// <summary>
    /// True for pages that are not there: anonymous memory without an entry in the page table, and shared memory that
    /// has no page at all. Reading them would make them.
    /// </summary>
    private bool IsFresh(int page) => _isOwn[page] && _after[page] == ResidencyTable.None
        && Memory.Layout.BackingOfPage(page) switch
        {
            Backing.PrivateAnonymous => true,
            Backing.SharedMemory => Memory.AllocatedBytesOf(Memory.Layout.RegionOfPage(page)) == 0,
            _ => false,
        };

    /// <summary>B: how many pages differ; C: the first of them; D: its flags before and after.</summary>
    private Observation Compare()
    {
        _vmas.Read(Memory, _after);
        var (count, first) = (0, 0);
        for (var page = _after.Length - 1; page >= 0; page--)
        {
            if (Judged(_after[page]) != Judged(_before[page]))
            {
                (count, first) = (count + 1, page);
            }
        }

        return new Observation(ObservationKind.Value, LifecycleAnswer.Done, (ulong)count, (ulong)first,
            (ulong)(Judged(_before[first]) | (Judged(_after[first]) << 8)));
    }

    /// <summary>What becomes executable is judged at the end, whatever made it so.</summary>
    private static byte Judged(byte flags) =>
        flags == VmaTable.Unmapped ? flags : (byte)(flags & ~(byte)VmaFlags.Execute);
}
