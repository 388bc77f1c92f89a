// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>Runs the steps of one scenario: the guest's side of every register and memory access.</summary>
/// <param name="life">A fresh device over fresh guest RAM, or none for scenarios of bare host calls.</param>
/// <param name="others">What else the VMM has.</param>
/// <param name="hostCalls">Issues bare host calls.</param>
/// <param name="tell">Called with step and phase before anything that might not return.</param>
internal sealed class ScenarioRun(
    DeviceLife life,
    OtherDevices others,
    IHostCalls hostCalls,
    Action<int, RunPhase> tell)
{
    private readonly Slots _slots = new(life.Memory.Layout.Regions[0].Start);

    /// <summary>The pages whose protection a step may have changed: the guest's accesses to them may fault.</summary>
    private readonly bool[] _mayFault = new bool[life.Memory.Layout.PageCount];
    private readonly bool _isHuge = life.Memory.Layout.Regions.Any(r => r.Backing.IsHuge());
    private MissingPages? _missing;
    private int _step;

    private GuestMemory Memory => life.Memory;

    private RegisterPort Port => new(life.Device);

    /// <summary>Runs the steps in order and records what each shows.</summary>
    internal void Run(ImmutableArray<Step> steps, Span<Observation> observations)
    {
        for (_step = 0; _step < steps.Length; _step++)
        {
            observations[_step] = Run(steps[_step]);
        }
    }

    private Observation Run(Step step)
    {
        switch (step)
        {
            case Step.Command s:
                WriteRegister(Registers.Command, 4, s.Value);
                return ReadAnswer();
            case Step.Register s:
                return Register(s);
            case Step.Send s:
                return Send(s.Slot, s.Request);
            case Step.Resend s:
                Array.Fill(_mayFault, true);
                return Send(s.Slot, null);
            case Step.ReadRegister s:
                return ReadRegister(s);
            case Step.WriteRegister s:
                WriteRegister(s.Offset, s.Width, s.Value);
                return new Observation(ObservationKind.Nothing);
            case Step.Fill s:
                return Fill(s);
            case Step.Store s:
                return Store(s);
            case Step.Load s:
                return Load(s);
            case Step.EmptyPool:
                return EmptyPool();
            case Step.VmReset:
                tell(_step, RunPhase.InDevice);
                return life.Reset();
            case Step.SaveRestore s:
                tell(_step, RunPhase.InDevice);
                return life.SaveAndRestore(s.Over);
            case Step.Save:
                tell(_step, RunPhase.InDevice);
                return life.Save();
            case Step.RestoreDamaged s:
                tell(_step, RunPhase.InDevice);
                return life.SaveAndRestore(s);
            case Step.HostCall s:
                NoteProtection(s.Function, s.Address, s.Length);
                return HostCall(s);
            default:
                throw new ArgumentOutOfRangeException(nameof(step), step, "no such step");
        }
    }

    /// <summary>Ends the shortage of huge pages, if there is one.</summary>
    internal void GivePagesBack() => _missing?.Dispose();

    private Observation EmptyPool()
    {
        _missing ??= MissingPages.TryCreate(Memory);
        if (_missing is null)
        {
            return new Observation(ObservationKind.Value, 0);
        }

        Array.Fill(_mayFault, true);
        return new Observation(ObservationKind.Value, 1);
    }

    private Observation Register(Step.Register step)
    {
        _slots.NoteBuffer(step.Slot, step.Buffer);
        switch (step.Form)
        {
            case AddressForm.EightBytes:
                WriteRegister(Registers.Address, 8, step.Buffer);
                break;
            case AddressForm.LowThenHigh:
                WriteRegister(Registers.Address, 4, (uint)step.Buffer);
                WriteRegister(Registers.AddressHigh, 4, step.Buffer >> 32);
                break;
            case AddressForm.HighThenLow:
                WriteRegister(Registers.AddressHigh, 4, step.Buffer >> 32);
                WriteRegister(Registers.Address, 4, (uint)step.Buffer);
                break;
            default:
                throw new InvalidOperationException($"no form {step.Form}");
        }

        WriteRegister(Registers.Command, 4, (uint)TransportCommand.Register);
        var answer = ReadAnswer();
        if (answer.A == (uint)TransportCommand.Ack)
        {
            _slots.NoteCommand(step.Slot, (uint)answer.B);
        }

        return answer;
    }

    private Observation ReadAnswer()
    {
        tell(_step, RunPhase.InDevice);
        return Port.ReadAnswer();
    }

    private Observation Send(byte slot, Request? request)
    {
        var address = _slots.Buffer(slot);
        if (!Memory.Layout.Place(address, Request.Size).IsGuestRam)
        {
            // The buffer is not in guest RAM: the guest can write the command, but neither fill nor read the buffer.
            WriteRegister(Registers.Command, 4, _slots.Command(slot));
            return new Observation(ObservationKind.Nothing);
        }

        Span<byte> buffer = stackalloc byte[Request.Size];
        if (request is { } filled)
        {
            filled.Encode(buffer);
            if (!GuestWrite(address, buffer))
            {
                return new Observation(ObservationKind.Fault);
            }

            if (filled.IsKnown)
            {
                NoteProtection(filled.Function, filled.Address, filled.Length);
            }
        }

        WriteRegister(Registers.Command, 4, _slots.Command(slot));
        return GuestRead(address, buffer) ? Observation.OfBuffer(buffer) : new Observation(ObservationKind.ReplyFault);
    }

    private Observation Fill(Step.Fill step)
    {
        Span<byte> page = stackalloc byte[PageGeometry.Size];
        PageImage.FillPattern(step.Page, step.Tag, page);
        return Done(GuestWrite(Memory.Layout.AddressOfPage(step.Page), page));
    }

    private Observation Store(Step.Store step)
    {
        Span<byte> word = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(word, step.Value);
        return Done(GuestWrite(step.Address, word));
    }

    private Observation Load(Step.Load step)
    {
        Span<byte> word = stackalloc byte[8];
        return GuestRead(step.Address, word)
            ? new Observation(ObservationKind.Value, BinaryPrimitives.ReadUInt64LittleEndian(word))
            : new Observation(ObservationKind.Fault);
    }

    private Observation HostCall(Step.HostCall step)
    {
        // A range that is empty may start anywhere; it is placed as its first byte.
        var region = Memory.FindRegion(step.Address, Math.Max(step.Length, 1), out var offset);
        tell(_step, RunPhase.InHostCall);
        var errno = hostCalls.Call(step.Function, region, offset, step.Length, arg: 1);
        return new Observation(ObservationKind.Value, (ulong)errno);
    }

    private static Observation Done(bool worked) => new(worked ? ObservationKind.Nothing : ObservationKind.Fault);

    private void NoteProtection(FunctionCode function, ulong address, ulong length)
    {
        var range = Memory.Layout.Place(address, length);
        if (VmaEffects.IsProtection(function) && range.IsGuestRam)
        {
            _mayFault.AsSpan(range.FirstPage, range.PageCount).Fill(true);
        }
    }

    private bool MayFault(ulong address, int length)
    {
        var range = Memory.Layout.Place(address, (ulong)length);
        return _mayFault.AsSpan(range.FirstPage, range.PageCount).Contains(true);
    }

    private bool GuestWrite(ulong address, ReadOnlySpan<byte> data)
    {
        tell(_step, RunPhase.GuestAccess);
        if (!MayFault(address, data.Length) && !_isHuge)
        {
            Memory.Write(address, data);
            return true;
        }

        return Memory.TryWrite(address, data) || Refuse(address, data.Length);
    }

    private bool GuestRead(ulong address, Span<byte> data)
    {
        tell(_step, RunPhase.GuestAccess);
        if (!MayFault(address, data.Length) && !_isHuge)
        {
            Memory.Read(address, data);
            return true;
        }

        return Memory.TryRead(address, data) || Refuse(address, data.Length);
    }

    /// <summary>False: the guest's access faulted.</summary>
    /// <exception cref="HostException">The access faulted because another process took a huge page.</exception>
    private bool Refuse(ulong address, int length)
    {
        if (!MayFault(address, length))
        {
            HugePagePool.RequireFree();
        }

        return false;
    }

    private void WriteRegister(ulong offset, int width, ulong value)
    {
        tell(_step, RunPhase.InDevice);
        Port.Write(offset, width, value);
    }

    private Observation ReadRegister(Step.ReadRegister step)
    {
        tell(_step, RunPhase.InDevice);
        var (read, written) = others.Access();
        return new Observation(ObservationKind.Value, Port.Read(step.Offset, step.Width), read, written);
    }
}
