// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Conformance.Targets.Loading;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>The device of a scenario, and what the VMM around it does: VM reset, save, restore.</summary>
/// <param name="target">Makes devices.</param>
/// <param name="memory">Guest RAM; it outlives them.</param>
/// <param name="vmas">Reads the VMAs behind guest RAM.</param>
/// <param name="vmasAtCreate">Their flags once a device was created.</param>
internal sealed class DeviceLife(
    LoadedTarget target, GuestMemory memory, VmaTable vmas, ReadOnlySpan<byte> vmasAtCreate) : IDisposable
{
    private readonly byte[] _atCreate = vmasAtCreate.ToArray();
    private readonly byte[] _before = new byte[memory.Layout.PageCount];
    private readonly byte[] _after = new byte[memory.Layout.PageCount];
    private IMmioDevice? _device = target.CreateDevice(memory);

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

        vmas.Read(memory, _before);
        _ = saved.Save();
        return Compare();
    }

    /// <summary>
    /// Saves the device, destroys it, and restores the state into another one over the memory of a new VM.
    /// </summary>
    internal Observation SaveAndRestore() => SaveAndRestore(damage: null);

    /// <summary>The same after a device was offered the damaged state.</summary>
    internal Observation SaveAndRestore(Step.RestoreDamaged? damage)
    {
        if (Device is not ISaveRestore saved)
        {
            return new Observation(ObservationKind.Value, LifecycleAnswer.NotOffered);
        }

        vmas.Read(memory, _before);
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

        Renew();
        if (_device is ISaveRestore made && made.TryRestore(state))
        {
            return Compare();
        }

        Renew();
        return new Observation(ObservationKind.Value, LifecycleAnswer.Refused);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _device?.Dispose();
        _device = null;
    }

    private bool Takes(byte[] state)
    {
        Renew();
        return _device is ISaveRestore made && made.TryRestore(state);
    }

    private void Renew()
    {
        _device?.Dispose();
        memory.MakeAsNew();
        _device = target.CreateDevice(memory);
    }

    /// <summary>B: how many pages differ; C: the first of them; D: its flags before and after.</summary>
    private Observation Compare()
    {
        vmas.Read(memory, _after);
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
