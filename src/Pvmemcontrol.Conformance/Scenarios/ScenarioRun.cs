// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Host;
using Pvmemcontrol.Impl.Host;
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
/// <param name="show">Called with each step and what it showed; for all steps before one that does not return.</param>
internal sealed class ScenarioRun(
    DeviceLife life,
    OtherDevices others,
    IHostCalls hostCalls,
    KvmGuests? guests,
    Action<int, RunPhase> tell,
    Action<int, Observation> show)
{
    private readonly Slots _slots = new(life.Memory.Layout.Regions[0].Start);
    private readonly DeniablePages _deniable = new(life.Memory.Layout);
    private readonly bool _isHuge = life.Memory.Layout.Regions.Any(r => r.Backing.IsHuge());

    /// <summary>What the guest does next, and how far it has come with that.</summary>
    private readonly GuestProgram _program = new();
    private int _part;
    private int _begin;

    /// <summary>The slots, one bit each, of which the guest does not know yet what REGISTER answers.</summary>
    private int _unanswered;
    private (ulong Read, ulong Written) _beside;
    private MissingPages? _missing;
    private GuestMemory? _vcpuIsOver;
    private IVcpu? _vcpu;
    private ImmutableArray<Step> _steps;
    private int _step;

    private GuestMemory Memory => life.Memory;

    /// <summary>Over the guest RAM that the guest has now: a restored device may have got other mappings.</summary>
    private IVcpu Vcpu
    {
        get
        {
            if (_vcpu is null || _vcpuIsOver != Memory)
            {
                var registers = new JudgedRegisters(life, BeforeRegister);
                _vcpu = guests is null
                    ? new PlayedVcpu(Memory, registers, (address, length) => _isHuge || _deniable.Has(address, length),
                        () => tell(StepUnderWay, RunPhase.GuestAccess))
                    : new ReportingVcpu(guests.Over(Memory), registers, () => _program.Data, Reach);
                _vcpuIsOver = Memory;
            }

            return _vcpu;
        }
    }

    /// <summary>
    /// A real vCPU makes the accesses of several steps before it leaves the guest for more than the registers. Where a
    /// huge page may be missing, the reason is looked for right after the step.
    /// </summary>
    private bool IsBatched => guests is not null && !_isHuge;

    private int StepUnderWay => _part < _program.Count ? _program.StepOf(_part) : _step;

    /// <summary>Runs the steps in order and tells what each shows.</summary>
    internal void Run(ImmutableArray<Step> steps)
    {
        _steps = steps;
        var planner = new StepPlanner(_program, _slots, _deniable, life.Memory.Layout);
        for (_step = 0; _step < steps.Length; _step++)
        {
            var step = steps[_step];
            if (MustPerformBefore(step))
            {
                Perform();
            }

            if (!planner.TryPlan(_step, step))
            {
                show(_step, OfVmm(step));
            }
            else if (step is Step.Register { Slot: var slot })
            {
                _unanswered |= 1 << slot;
            }
        }

        Perform();
    }

    /// <summary>True when the guest has to take the steps before this one first.</summary>
    private bool MustPerformBefore(Step step) => step switch
    {
        _ when !IsBatched || !_program.HasRoom => true,
        Step.Send s => IsUnanswered(s.Slot),
        Step.Resend s => IsUnanswered(s.Slot),
        Step.Register or Step.Command or Step.ReadRegister or Step.WriteRegister => false,
        Step.Fill or Step.Store or Step.Load => false,
        _ => true,
    };

    private bool IsUnanswered(byte slot) => (_unanswered & (1 << slot)) != 0;

    private Observation OfVmm(Step step)
    {
        switch (step)
        {
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
                _deniable.Add(s.Function, s.Address, s.Length);
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

        _deniable.AddAll();
        return new Observation(ObservationKind.Value, 1);
    }

    private Observation HostCall(Step.HostCall step)
    {
        // A range that is empty may start anywhere; it is placed as its first byte.
        var region = Memory.FindRegion(step.Address, Math.Max(step.Length, 1), out var offset);
        tell(_step, RunPhase.InHostCall);
        var errno = hostCalls.Call(step.Function, region, offset, step.Length, arg: 1);
        return new Observation(ObservationKind.Value, (ulong)errno);
    }

    /// <summary>Lets the guest do what is planned.</summary>
    /// <exception cref="HostException">
    /// An access faulted because another process took a huge page, or it was one to a register.
    /// </exception>
    private void Perform()
    {
        for (_part = 0; _part < _program.Count;)
        {
            _begin = _program.StartOf(_part);
            var made = Vcpu.Perform(_program.Accesses[_begin..], _program.Data);
            Reach(made);
            if (_part < _program.Count)
            {
                Fault(_begin + made);
            }
        }

        _program.Clear();
        _unanswered = 0;
    }

    /// <summary>The guest has made so many accesses since it was let go: shows the steps it took with them.</summary>
    private void Reach(int made)
    {
        for (; _part < _program.Count && _program.EndOf(_part) <= _begin + made; _part++)
        {
            Show(missing: 0);
        }
    }

    /// <summary>The guest cannot make an access: it goes on with the next step.</summary>
    private void Fault(int access)
    {
        var (_, address, length, _) = _program.Accesses[access];
        if (Bar.Has(address))
        {
            throw new HostException("a register access of the guest faulted");
        }

        if (_isHuge && !_deniable.Has(address, length))
        {
            HugePagePool.RequireFree();
        }

        Show(_program.EndOf(_part) - access);
        _part++;
    }

    private void Show(int missing)
    {
        var step = _program.StepOf(_part);
        var shown = _program.Observe(_part, missing);
        switch (_steps[step])
        {
            case Step.Register { Slot: var slot } when shown.A == (uint)TransportCommand.Ack:
                _slots.NoteCommand(slot, (uint)shown.B);
                break;
            case Step.ReadRegister:
                shown = shown with { B = _beside.Read, C = _beside.Written };
                break;
            default:
                break;
        }

        show(step, shown);
    }

    private void BeforeRegister()
    {
        tell(StepUnderWay, RunPhase.InDevice);
        if (_steps[StepUnderWay] is Step.ReadRegister)
        {
            _beside = others.Access();
        }
    }
}
