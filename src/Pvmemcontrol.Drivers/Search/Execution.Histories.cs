// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Kernel;
using Pvmemcontrol.Drivers.Native;

namespace Pvmemcontrol.Drivers.Search;

/// <summary>What happened before what, and the data races that this shows.</summary>
internal sealed partial class Execution
{
    /// <summary>
    /// Two tasks stand at accesses of the same bytes, one of which writes, and not both are marked: what KCSAN reports.
    /// </summary>
    private void NoteRaces(KernelTask task)
    {
        if (!task.StandsAtAccess)
        {
            return;
        }

        var (address, size, flags, pc) = task.Access;
        foreach (var other in _machine.Tasks)
        {
            if (other is { StandsAtAccess: true, IsDone: false } && other != task
                && other.Access is var there && there.Address < address + (ulong)size
                && address < there.Address + (ulong)there.Size
                && ((flags | there.Flags) & AccessFlags.Write) != 0
                && (flags & there.Flags & AccessFlags.Marked) == 0
                && _knownRaces.Add((Math.Min(pc, there.Pc), Math.Max(pc, there.Pc))))
            {
                Races.Add(new DataRace(
                    _machine.StackOf(task, pc), flags, _machine.StackOf(other, there.Pc), there.Flags));
            }
        }
    }

    private void Record(KernelTask task)
    {
        if (task.StandsAtAccess)
        {
            var (address, size, flags, _) = task.Access;
            AddMemory(task, address, size, (flags & AccessFlags.Write) != 0);
            return;
        }

        var step = task.Pending;
        _history.Add(task, step.Place, 1, step.IsWrite);
        if (step.Memory.Size > 0)
        {
            AddMemory(task, step.Memory.Address, step.Memory.Size, step.Memory.IsWrite);
        }
    }

    private void AddMemory(KernelTask task, ulong address, int size, bool isWrite)
    {
        var first = _core.PlaceOf(address);
        if (first >= 0)
        {
            _history.Add(task, first, _core.PlaceOf(address + (ulong)size - 1) - first + 1, isWrite);
        }
    }

    private void Touch(KernelTask task, int place)
    {
        if (_machine.IsConcurrent)
        {
            _history.Add(task, place, 1, isWrite: true);
        }
    }

    int IChooser.Choose(KernelTask task, ChoiceKind kind, int count)
    {
        var chosen = _strategy.Choose(task, kind, count);
        var ordinal = _asked[task.Number]++;
        if (chosen > 0)
        {
            _choices.Add(new Choice(task.Number, ordinal, kind, count, chosen));
        }

        _history.Chose(task, chosen + ((int)kind << 8));
        return chosen;
    }
}
