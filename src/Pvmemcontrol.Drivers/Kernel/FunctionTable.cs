// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;
using Pvmemcontrol.Drivers.Native;

namespace Pvmemcontrol.Drivers.Kernel;

/// <summary>The arguments of a call of the kernel, and where it was made.</summary>
internal readonly struct Args(ref CoreEvent call)
{
    internal readonly ulong A = call.Args[0];
    internal readonly ulong B = call.Args[1];
    internal readonly ulong C = call.Args[2];
    internal readonly ulong D = call.Args[3];
    internal readonly ulong Pc = call.Pc;
}

/// <summary>What a function of the kernel does.</summary>
/// <param name="machine">The execution.</param>
/// <param name="task">Who calls; its Value becomes what the function returns.</param>
/// <param name="args">Its arguments.</param>
/// <returns>Null when the call is done; otherwise what remains to be done.</returns>
internal delegate IEnumerable<Step>? KernelFunction(Machine machine, KernelTask task, Args args);

/// <summary>A function of the kernel by its name.</summary>
/// <param name="Name">As the driver writes it.</param>
/// <param name="Begin">What it does.</param>
/// <param name="Shows">It appears in reports.</param>
internal sealed record NamedFunction(string Name, KernelFunction Begin, bool Shows)
{
    internal string Describe(Machine machine, Args args) => Name switch
    {
        "printk" => $"printk(\"{machine.Core.Text(args.A).TrimEnd('\n').ReplaceLineEndings(" ")}\")",
        "warn" => $"warns: {machine.Core.Text(args.A)}",
        _ => args.A != 0 && machine.Describe(args.A) is { } what && !what.StartsWith("0x", StringComparison.Ordinal)
            ? $"{Name}({what})"
            : $"{Name}()",
    };
}

/// <summary>Every function of the kernel that the headers call.</summary>
internal sealed class FunctionTable
{
    private static readonly FrozenDictionary<string, NamedFunction> ByName = new[]
        {
            MemoryFunctions.All, CpuFunctions.All, LockFunctions.All, WaitFunctions.All, RcuFunctions.All,
            CounterFunctions.All, WorkFunctions.All, NodeFunctions.All, PciFunctions.All, RegisterFunctions.All,
            UserFunctions.All, NotifierFunctions.All,
        }
        .SelectMany(group => group).ToFrozenDictionary(f => f.Name);

    private readonly Dictionary<ulong, NamedFunction> _byAddress = [];

    /// <summary>The function whose name is at this address.</summary>
    internal NamedFunction Find(ulong name, NativeCore core)
    {
        if (!_byAddress.TryGetValue(name, out var function))
        {
            var text = core.Text(name);
            function = ByName.TryGetValue(text, out var known)
                ? known
                : throw new InvalidOperationException($"the headers call {text}, which this tool does not know");
            _byAddress[name] = function;
        }

        return function;
    }
}
