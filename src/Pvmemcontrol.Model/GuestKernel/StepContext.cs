// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;
using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.GuestKernel;

/// <summary>
/// A step being taken by an actor: the functions of the kernel and of the device, as changes of the state. Its parts
/// are the CPU, the locks, memory, files, channels, the registers and the device, each in a file of its own.
/// </summary>
public readonly ref partial struct StepContext
{
    private readonly WorldStates _states;
    private readonly ref Packed _state;
    private readonly ref StepOutcome _outcome;
    private readonly int _actor;
    private readonly CallFrame _frame;
    private readonly int _choice;
    private readonly Footprint? _footprint;

    /// <summary>A step of an actor.</summary>
    /// <param name="states">The states of the world.</param>
    /// <param name="state">The state, which the step changes.</param>
    /// <param name="outcome">What else comes of it.</param>
    /// <param name="actor">The actor.</param>
    /// <param name="frame">Its call.</param>
    /// <param name="choice">What others decided.</param>
    /// <param name="footprint">Takes down what the step looks at and changes; null when nobody asks.</param>
    internal StepContext(WorldStates states, ref Packed state, ref StepOutcome outcome, int actor, CallFrame frame,
        int choice, Footprint? footprint)
    {
        _states = states;
        _state = ref state;
        _outcome = ref outcome;
        _actor = actor;
        _frame = frame;
        _choice = choice;
        _footprint = footprint;
    }

    /// <summary>The PCI device that the call is about.</summary>
    public int Device => _frame.Device;

    /// <summary>The allocations of the probe that is running.</summary>
    public int ProbedInstance => _frame.Instance;

    /// <summary>What the ioctl asks for.</summary>
    public RequestKind Kind => _frame.Kind;

    /// <summary>The call.</summary>
    public Call Call => _frame.Call;

    /// <summary>The local variable that the driver calls dev: an instance, or -1 for NULL.</summary>
    public int Instance
    {
        get => Get(Layout.Instance[_actor]) is > 0 and var value ? (value - 1) % _states.Setup.Instances : -1;
        set => Set(Layout.Instance[_actor], value + 1);
    }

    /// <summary>The local variable err.</summary>
    public ErrorCode Error
    {
        get => (ErrorCode)Get(Layout.Error[_actor]);
        set => Set(Layout.Error[_actor], (int)value);
    }

    /// <summary>The local variable cpu of a loop over the possible CPUs.</summary>
    public int Loop
    {
        get => Get(Layout.Loop[_actor]);
        set => Set(Layout.Loop[_actor], value);
    }

    /// <summary>A buffer on the stack.</summary>
    public int Local
    {
        get => Get(Layout.Local[_actor]);
        set => Set(Layout.Local[_actor], value);
    }

    /// <summary>The driver's pointer to the one device, or -1 for NULL (pvmemcontrol.c:91).</summary>
    public int Global
    {
        get => Get(Layout.Global) - 1;
        set => Set(Layout.Global, value + 1);
    }

    /// <summary>The instance that the driver serves, or -1.</summary>
    public int Owner
    {
        get => Get(Layout.Owner) - 1;
        set => Set(Layout.Owner, value + 1);
    }

    /// <summary>The number of possible CPUs.</summary>
    public int Cpus => _states.Setup.Cpus;

    /// <summary>True when the choice at this step is that it fails.</summary>
    private bool Fails => _choice == 1;

    private StateLayout Layout => _states.Layout;

    private Aspects Aspects => _states.Aspects;

    /// <summary>Notes that the step violates a requirement. The first one counts.</summary>
    public void Violate(Requirement requirement)
    {
        if (_outcome.Violated is null && _states.Judges(requirement))
        {
            _outcome.Violated = requirement;
        }
    }

    /// <summary>A function of the kernel that needs memory or another resource; false when it is short.</summary>
    public bool Succeeds()
    {
        BlockUnless(!Fails || SpendFault(Faults.Allocation));
        return !Fails;
    }

    /// <summary>The locals of a call end with it, so that states do not differ in values that are never read.</summary>
    internal void ForgetLocals()
    {
        if (!_states.Setup.Actors[_actor].IsTask)
        {
            return;
        }

        Instance = -1;
        Error = ErrorCode.Success;
        Loop = 0;
        Local = BufferContents.Zero;
        DropChannel();
    }

    private int Get(in BitField field)
    {
        _footprint?.Read(field.Cells);
        return field.Get(_state);
    }

    private void Set(in BitField field, int value)
    {
        _footprint?.Set(field.Cells, field.Get(_state), value);
        field.Set(ref _state, value);
    }

    /// <summary>True while nobody holds it: the step cannot be taken otherwise.</summary>
    private bool IsFree(in BitField holder)
    {
        _footprint?.Guard(holder.Cells);
        return holder.Get(_state) == 0;
    }

    private bool SpendFault(Faults fault)
    {
        if ((_states.Setup.Faults & fault) == 0 || Get(Layout.FaultsLeft) is not (> 0 and var left))
        {
            return false;
        }

        Set(Layout.FaultsLeft, left - 1);
        return true;
    }
}
