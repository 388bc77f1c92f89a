// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>percpu_ref, bad reference counts, and tables of numbers.</summary>
internal static class CounterFunctions
{
    internal static readonly NamedFunction[] All =
    [
        new("percpu_ref_init", RefInit, true),
        new("percpu_ref_exit", (m, t, a) => Change(m, t, a, _ => 0), true),
        new("percpu_ref_get", (m, t, a) => Change(m, t, a, r => ++r.Count), true),
        new("percpu_ref_tryget", (m, t, a) => Change(m, t, a, r => r.Count > 0 ? ++r.Count > 0 ? 1 : 0 : 0), true),
        new("percpu_ref_tryget_live", (m, t, a) => Change(m, t, a, r => r.IsSet ? 0 : ++r.Count > 0 ? 1 : 0), true),
        new("percpu_ref_is_dying", (m, t, a) => Change(m, t, a, r => r.IsSet ? 1 : 0), true),
        new("percpu_ref_is_zero", (m, t, a) => Change(m, t, a, r => r.Count == 0 ? 1 : 0), true),
        new("percpu_ref_put", (m, t, a) => Put(m, t, a, kills: false), true),
        new("percpu_ref_kill", (m, t, a) => Put(m, t, a, kills: true), true),
        new("percpu_ref_reinit", (m, t, a) => Change(m, t, a, Revive), true),
        new("percpu_ref_resurrect", (m, t, a) => Change(m, t, a, Revive), true),
        new("refcount_bad", Bad, false),
        new("idr_alloc", NumberAlloc, true),
        new("idr_find", (m, t, a) => Table(m, t, a, table => table.GetValueOrDefault((long)a.B)), true),
        new("idr_remove", (m, t, a) => Table(m, t, a, table => table.Remove((long)a.B, out var p) ? p : 0), true),
        new("xa_store", (m, t, a) => Table(m, t, a, table => Store(table, (long)a.B, a.C)), true),
        new("xa_next", (m, t, a) => Table(m, t, a, table => Following(table, (long)a.B)), true),
        new("idr_destroy", (m, t, a) => Table(m, t, a, table => Clear(table)), true),
    ];

    private static IEnumerable<Step>? RefInit(Machine machine, KernelTask task, Args args)
    {
        if (machine.Fails(task, Model.Setup.Faults.Allocation))
        {
            task.Value = unchecked((ulong)-12L);
            return null;
        }

        if (machine.Object(task, args.A, args.Pc) is { } found)
        {
            found.Function = args.B;
            found.IsSet = (args.C & 2) != 0;
            found.Count = found.IsSet ? 0 : 1;
        }

        return null;
    }

    private static long Revive(KernelObject counter)
    {
        counter.Count += counter.IsSet ? 1 : 0;
        counter.IsSet = false;
        return 0;
    }

    private static IEnumerable<Step> Change(Machine machine, KernelTask task, Args args, Func<KernelObject,
        long> change)
    {
        if (machine.Object(task, args.A, args.Pc) is { } found)
        {
            yield return Step.At(found.Place, null);
            if (machine.Object(task, args.A, args.Pc) is not null)
            {
                task.Value = (ulong)change(found);
            }
        }
    }

    private static IEnumerable<Step> Put(Machine machine, KernelTask task, Args args, bool kills)
    {
        if (machine.Object(task, args.A, args.Pc) is not { } found)
        {
            yield break;
        }

        yield return Step.At(found.Place, null);
        if (machine.Object(task, args.A, args.Pc) is null)
        {
            yield break;
        }

        if (kills && found.IsSet)
        {
            machine.Events.Misuse(task, "percpu_ref_kill of a reference that is dying already", isFatal: true);
            yield break;
        }

        found.IsSet |= kills;
        if (--found.Count == 0 && found.Function != 0)
        {
            yield return Step.Call(found.Function, args.A);
        }
        else if (found.Count < 0)
        {
            machine.Events.Misuse(task, "percpu_ref_put of a counter that is zero", isFatal: true);
        }
    }

    private static IEnumerable<Step>? Bad(Machine machine, KernelTask task, Args args)
    {
        machine.Events.Misuse(task, machine.Core.Text(args.B), isFatal: true);
        return null;
    }

    private static IEnumerable<Step> NumberAlloc(Machine machine, KernelTask task, Args args)
    {
        if (machine.Fails(task, Model.Setup.Faults.Allocation))
        {
            task.Value = unchecked((ulong)-12L);
            yield break;
        }

        if (machine.Object(task, args.A, args.Pc) is { } found)
        {
            yield return Step.At(found.Place, null);
            found.Table ??= [];
            var number = (long)args.C;
            while (found.Table.ContainsKey(number))
            {
                number++;
            }

            if (number > (long)args.D)
            {
                task.Value = unchecked((ulong)-28L);
                yield break;
            }

            found.Table[number] = args.B;
            task.Value = (ulong)number;
        }
    }

    private static IEnumerable<Step> Table(Machine machine, KernelTask task, Args args,
        Func<SortedDictionary<long, ulong>, ulong> use)
    {
        if (machine.Object(task, args.A, args.Pc) is { } found)
        {
            yield return Step.At(found.Place, null);
            task.Value = use(found.Table ??= []);
        }
    }

    private static ulong Store(SortedDictionary<long, ulong> table, long number, ulong pointer)
    {
        var before = table.GetValueOrDefault(number);
        table[number] = pointer;
        return before;
    }

    private static ulong Following(SortedDictionary<long, ulong> table, long number)
    {
        foreach (var key in table.Keys)
        {
            if (key >= number)
            {
                return (ulong)key;
            }
        }

        return ulong.MaxValue;
    }

    private static ulong Clear(SortedDictionary<long, ulong> table)
    {
        table.Clear();
        return 0;
    }
}
