// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>
/// Removes from scenarios what is known to show a deviation of the target, so that the rest is judged. Otherwise nearly
/// every scenario would show only that deviation.
/// </summary>
internal sealed class KnownDeviationFilter
{
    private bool _knowsHighHalfFirst;
    private bool _knowsUnknownCommands;

    /// <summary>Adds a deviation of the target.</summary>
    internal void Learn(Requirement deviation)
    {
        _knowsHighHalfFirst |= deviation == TransportRequirements.HighHalfFirst;
        _knowsUnknownCommands |= deviation == TransportRequirements.UnknownCommandKeepsState;
    }

    /// <summary>True when a scenario has something to remove.</summary>
    internal bool Changes(Scenario scenario) => !Apply(scenario).Steps.SequenceEqual(scenario.Steps);

    /// <summary>The scenario without what is known.</summary>
    internal Scenario Apply(Scenario scenario)
    {
        var steps = scenario.Steps.AsEnumerable();
        if (_knowsHighHalfFirst)
        {
            steps = steps.Select(s => s is Step.Register { Form: AddressForm.HighThenLow } r
                ? r with { Form = AddressForm.LowThenHigh }
                : s);
        }

        if (_knowsUnknownCommands)
        {
            var sketch = new Sketch(scenario);
            steps = steps.Where(sketch.Admits);
        }

        return scenario with { Steps = [.. steps] };
    }

    /// <summary>
    /// Which commands a device knows at each step, if it registers exactly the buffers that it must. The command of a
    /// channel that is not live is unknown.
    /// </summary>
    private sealed class Sketch(Scenario scenario)
    {
        private readonly HashSet<byte> _channels = [];
        private bool _isRegistering;
        private bool _isReady;

        /// <summary>Takes note of a step; false for one that writes an unknown command.</summary>
        internal bool Admits(Step step)
        {
            switch (step)
            {
                case Step.Command command when TransportCommands.IsTransportCommand(command.Value):
                    var isReset = command.Value == (uint)TransportCommand.Reset;
                    var isReady = command.Value == (uint)TransportCommand.Ready && _channels.Count > 0 && !_isReady;
                    Enter(isReset, isReady);
                    return true;
                case Step.Register register:
                    Enter(_isRegistering && IsGood(register.Buffer), isReady: false, keeps: true);
                    _ = _isRegistering && _channels.Add(register.Slot);
                    return true;
                case Step.VmReset:
                    Enter(isRegistering: false, isReady: false);
                    return true;
                case Step.Command:
                    return false;
                case Step.Send send:
                    return _isReady && _channels.Contains(send.Slot);
                case Step.Resend resend:
                    return _isReady && _channels.Contains(resend.Slot);
                case Step.WriteRegister write:
                    return write.Offset + write.Width <= Registers.Command;
                default:
                    return true;
            }
        }

        private void Enter(bool isRegistering, bool isReady, bool keeps = false)
        {
            (_isRegistering, _isReady) = (isRegistering, isReady);
            if (!isReady && !(keeps && isRegistering))
            {
                _channels.Clear();
            }
        }

        private bool IsGood(ulong buffer) => buffer % 8 == 0
            && scenario.Layout.Regions.Any(r => r.Contains(buffer) && r.Contains(buffer + Request.Size - 1));
    }
}
