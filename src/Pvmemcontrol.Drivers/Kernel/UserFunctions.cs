// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>User memory, capabilities, and messages.</summary>
internal static class UserFunctions
{
    internal static readonly NamedFunction[] All =
    [
        new("copy_from_user", CopyFrom, true),
        new("copy_to_user", CopyTo, true),
        new("clear_user", Clear, true),
        new("capable", (_, t, _) => Value(t, t.Call?.What is not Model.Setup.Call.Open { IsCapable: false }), true),
        new("printk", (_, _, _) => null, true),
        new("warn", (m, t, a) => Warn(m, t, a), true),
        new("bug", (m, t, a) => Bug(m, t, a), true),
    ];

    private static IEnumerable<Step>? Value(KernelTask task, bool value)
    {
        task.Value = value ? 1u : 0;
        return null;
    }

    private static IEnumerable<Step>? Warn(Machine machine, KernelTask task, Args args)
    {
        machine.Events.Warned(task, machine.Core.Text(args.A));
        return null;
    }

    private static IEnumerable<Step>? Bug(Machine machine, KernelTask task, Args args)
    {
        machine.Events.Died(task, machine.Core.Text(args.A));
        return null;
    }

    /// <summary>The part of user memory at an address, or null when there is none.</summary>
    private static Memory<byte>? User(Machine machine, ulong address, ulong size)
    {
        var index = (address - UserMemory.Base) / UserMemory.PageSize;
        var offset = (address - UserMemory.Base) % UserMemory.PageSize;
        return address >= UserMemory.Base && index < (ulong)machine.User.Pages.Count
            && machine.User.Pages[(int)index] is { } page && size <= (ulong)page.Length
            && offset <= (ulong)page.Length - size
                ? page.AsMemory((int)offset, (int)size)
                : default(Memory<byte>?);
    }

    private static IEnumerable<Step>? CopyFrom(Machine machine, KernelTask task, Args args)
    {
        machine.MightSleep(task, "copy_from_user");
        if (User(machine, args.B, args.C) is not { } user)
        {
            // What could not be copied is zeroed.
            machine.Core.Memory(args.A, (int)args.C).Clear();
            task.Value = args.C;
            return null;
        }

        user.Span.CopyTo(machine.Core.Memory(args.A, user.Length));
        return null;
    }

    private static IEnumerable<Step>? CopyTo(Machine machine, KernelTask task, Args args)
    {
        machine.MightSleep(task, "copy_to_user");
        if (User(machine, args.A, args.C) is not { } user)
        {
            task.Value = args.C;
            return null;
        }

        machine.Core.Memory(args.B, user.Length).CopyTo(user.Span);
        return null;
    }

    private static IEnumerable<Step>? Clear(Machine machine, KernelTask task, Args args)
    {
        var user = User(machine, args.A, args.C);
        user?.Span.Clear();
        task.Value = user is null ? args.C : 0;
        return null;
    }
}

/// <summary>The memory of user space: a page for each argument of an ioctl.</summary>
internal sealed class UserMemory
{
    internal const ulong Base = 0x5000_0000;
    internal const ulong PageSize = 4096;

    internal List<byte[]> Pages { get; } = [];

    /// <summary>The address of a copy of these bytes.</summary>
    internal ulong Map(byte[] bytes)
    {
        Pages.Add(bytes);
        return Base + ((ulong)(Pages.Count - 1) * PageSize);
    }
}
