// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Impl.Kvm;
using Pvmemcontrol.Impl.Vcpus;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>Runs the steps of one scenario: the guest's side of every register and memory access.</summary>
/// <param name="life">A fresh device over fresh guest RAM, or none for scenarios of bare host calls.</param>
/// <param name="others">What else the VMM has.</param>
/// <param name="hostCalls">Issues bare host calls.</param>
/// <param name="guests">The VMs whose vCPU makes the guest's accesses; null where this process plays it.</param>
/// <param name="tell">Called with step and phase before anything that might not return.</param>
internal sealed class ScenarioRun(
    DeviceLife life,
    OtherDevices others,
    IHostCalls hostCalls,
    KvmGuests? guests,
    Action<int, RunPhase> tell)
{
    private readonly Slots _slots = new(life.Memory.Layout.Regions[0].Start);

    /// <summary>The pages whose protection a step may have changed: the guest's accesses to them may fault.</summary>
    private readonly bool[] _mayFault = new bool[life.Memory.Layout.PageCount];
    private readonly bool _isHuge = life.Memory.Layout.Regions.Any(r => r.Backing.IsHuge());
    private MissingPages? _missing;
    private GuestMemory? _vcpuIsOver;
    private IVcpu? _vcpu;
    private int _step;

    private GuestMemory Memory => life.Memory;

    /// <summary>Over the guest RAM that the guest has now: a restored device may have got other mappings.</summary>
    private IVcpu Vcpu
    {
        get
        {
            if (_vcpu is null || _vcpuIsOver != Memory)
            {
                var registers = new JudgedRegisters(life, () => tell(_step, RunPhase.InDevice));
                _vcpu = guests is null
                    ? new PlayedVcpu(Memory, registers, (address, length) => _isHuge || MayFault(address, length),
                        () => tell(_step, RunPhase.GuestAccess))
                    : new KvmVcpu(guests.Over(Memory), registers);
                _vcpuIsOver = Memory;
            }

            return _vcpu;
        }
    }

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
                return Command(s.Value);
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
        Span<byte> data = stackalloc byte[24];
        BinaryPrimitives.WriteUInt64LittleEndian(data, step.Buffer);
        BinaryPrimitives.WriteUInt32LittleEndian(data[8..], (uint)TransportCommand.Register);
        var low = RegisterStore(Registers.Address, 4, 0);
        var high = RegisterStore(Registers.AddressHigh, 4, 4);
        GuestAccess[] address = step.Form switch
        {
            AddressForm.EightBytes => [RegisterStore(Registers.Address, 8, 0)],
            AddressForm.LowThenHigh => [low, high],
            AddressForm.HighThenLow => [high, low],
            _ => throw new InvalidOperationException($"no form {step.Form}"),
        };
        Access([.. address, RegisterStore(Registers.Command, 4, 8), .. AnswerInto(12)], data);
        var answer = AnswerIn(data[12..]);
        if (answer.A == (uint)TransportCommand.Ack)
        {
            _slots.NoteCommand(step.Slot, (uint)answer.B);
        }

        return answer;
    }

    /// <summary>Writes a command; then reads the command register first and the response register after it.</summary>
    private Observation Command(uint command)
    {
        Span<byte> data = stackalloc byte[12];
        BinaryPrimitives.WriteUInt32LittleEndian(data, command);
        Access([RegisterStore(Registers.Command, 4, 0), .. AnswerInto(4)], data);
        return AnswerIn(data[4..]);
    }

    private static GuestAccess RegisterStore(ulong offset, int width, int at) =>
        GuestAccess.Store(Bar.Start + offset, width, at);

    private static GuestAccess[] AnswerInto(int at) =>
        [GuestAccess.Load(Bar.Start + Registers.Command, 4, at),
            GuestAccess.Load(Bar.Start + Registers.Response, 4, at + 4)];

    private static Observation AnswerIn(ReadOnlySpan<byte> data) => new(ObservationKind.Registers,
        BinaryPrimitives.ReadUInt32LittleEndian(data), BinaryPrimitives.ReadUInt32LittleEndian(data[4..]));

    private Observation Send(byte slot, Request? request)
    {
        var address = _slots.Buffer(slot);
        if (!Memory.Layout.Place(address, Request.Size).IsGuestRam)
        {
            // The buffer is not in guest RAM: the guest can write the command, but neither fill nor read the buffer.
            WriteRegister(Registers.Command, 4, _slots.Command(slot));
            return new Observation(ObservationKind.Nothing);
        }

        Span<byte> data = stackalloc byte[(2 * Request.Size) + 4];
        BinaryPrimitives.WriteUInt32LittleEndian(data[(2 * Request.Size)..], _slots.Command(slot));
        if (request is { } filled)
        {
            filled.Encode(data);
            if (filled.IsKnown)
            {
                NoteProtection(filled.Function, filled.Address, filled.Length);
            }
        }

        var fill = GuestAccess.Store(address, Request.Size, 0);
        var command = RegisterStore(Registers.Command, 4, 2 * Request.Size);
        var reply = GuestAccess.Load(address, Request.Size, Request.Size);
        ReadOnlySpan<GuestAccess> accesses = request is null ? [command, reply] : [fill, command, reply];
        return (accesses.Length - Perform(accesses, data)) switch
        {
            0 => Observation.OfBuffer(data[Request.Size..]),
            1 => new Observation(ObservationKind.ReplyFault),
            _ => new Observation(ObservationKind.Fault),
        };
    }

    private Observation Fill(Step.Fill step)
    {
        Span<byte> page = stackalloc byte[PageGeometry.Size];
        PageImage.FillPattern(step.Page, step.Tag, page);
        return Done(Perform(
            [GuestAccess.Store(Memory.Layout.AddressOfPage(step.Page), PageGeometry.Size, 0)], page) == 1);
    }

    private Observation Store(Step.Store step)
    {
        Span<byte> word = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(word, step.Value);
        return Done(Perform([GuestAccess.Store(step.Address, sizeof(ulong), 0)], word) == 1);
    }

    private Observation Load(Step.Load step)
    {
        Span<byte> word = stackalloc byte[8];
        return Perform([GuestAccess.Load(step.Address, sizeof(ulong), 0)], word) == 1
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

    /// <summary>Makes accesses up to the first fault; how many.</summary>
    /// <exception cref="HostException">One faulted because another process took a huge page.</exception>
    private int Perform(ReadOnlySpan<GuestAccess> accesses, Span<byte> data)
    {
        var made = Vcpu.Perform(accesses, data);
        if (made < accesses.Length && !MayFault(accesses[made].Address, accesses[made].Length) && _isHuge)
        {
            HugePagePool.RequireFree();
        }

        return made;
    }

    /// <summary>Makes register accesses, which no guest is denied.</summary>
    private void Access(ReadOnlySpan<GuestAccess> accesses, Span<byte> data)
    {
        if (Vcpu.Perform(accesses, data) != accesses.Length)
        {
            throw new HostException("a register access of the guest faulted");
        }
    }

    private void WriteRegister(ulong offset, int width, ulong value)
    {
        Span<byte> data = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(data, value);
        Access([RegisterStore(offset, width, 0)], data);
    }

    private Observation ReadRegister(Step.ReadRegister step)
    {
        tell(_step, RunPhase.InDevice);
        var (read, written) = others.Access();
        Span<byte> data = stackalloc byte[sizeof(ulong)];
        data.Clear();
        Access([GuestAccess.Load(Bar.Start + step.Offset, step.Width, 0)], data);
        return new Observation(ObservationKind.Value, BinaryPrimitives.ReadUInt64LittleEndian(data), read, written);
    }
}
