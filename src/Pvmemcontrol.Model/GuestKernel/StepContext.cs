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

    internal StepContext(
        WorldStates states, ref Packed state, ref StepOutcome outcome, int actor, CallFrame frame, int choice)
    {
        _states = states;
        _state = ref state;
        _outcome = ref outcome;
        _actor = actor;
        _frame = frame;
        _choice = choice;
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
        get => Layout.Instance[_actor].Get(_state) is > 0 and var value ? (value - 1) % _states.Setup.Instances : -1;
        set => Layout.Instance[_actor].Set(ref _state, value + 1);
    }

    /// <summary>The local variable err.</summary>
    public ErrorCode Error
    {
        get => (ErrorCode)Layout.Error[_actor].Get(_state);
        set => Layout.Error[_actor].Set(ref _state, (int)value);
    }

    /// <summary>The local variable cpu of a loop over the possible CPUs.</summary>
    public int Loop
    {
        get => Layout.Loop[_actor].Get(_state);
        set => Layout.Loop[_actor].Set(ref _state, value);
    }

    /// <summary>A buffer on the stack.</summary>
    public int Local
    {
        get => Layout.Local[_actor].Get(_state);
        set => Layout.Local[_actor].Set(ref _state, value);
    }

    /// <summary>The driver's pointer to the one device, or -1 for NULL (pvmemcontrol.c:91).</summary>
    public int Global
    {
        get => Layout.Global.Get(_state) - 1;
        set => Layout.Global.Set(ref _state, value + 1);
    }

    /// <summary>The instance that the driver serves, or -1.</summary>
    public int Owner
    {
        get => Layout.Owner.Get(_state) - 1;
        set => Layout.Owner.Set(ref _state, value + 1);
    }

    /// <summary>The number of possible CPUs.</summary>
    public int Cpus => _states.Setup.Cpus;

    /// <summary>True when the choice at this step is that it fails.</summary>
    private bool Fails => _choice == 1;

    private StateLayout Layout => _states.Layout;

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

    private bool SpendFault(Faults fault)
    {
        var left = Layout.FaultsLeft.Get(_state);
        if (left == 0 || (_states.Setup.Faults & fault) == 0)
        {
            return false;
        }

        Layout.FaultsLeft.Set(ref _state, left - 1);
        return true;
    }
}
