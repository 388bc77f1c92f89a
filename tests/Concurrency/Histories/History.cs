// SPDX-License-Identifier: Apache-2.0

using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Concurrency.Histories;

/// <summary>The calls and returns of all register accesses of one schedule, in one order.</summary>
[SkipRewriting("an observer")]
internal sealed class History
{
    [ThreadStatic]
    private static Operation? _current;

    private readonly List<Operation> _operations = [];
    private int _now;

    /// <summary>In the order of their calls.</summary>
    internal IReadOnlyList<Operation> Operations => _operations;

    /// <summary>The access that the running task is in, or null.</summary>
    internal static Operation? Current => _current;

    /// <summary>The running task calls.</summary>
    internal Operation Call(OperationKind kind, ulong offset = 0, ulong value = 0)
    {
        _current = new Operation(kind, offset, value, _now++);
        _operations.Add(_current);
        return _current;
    }

    /// <summary>Its call returns.</summary>
    internal void Return(Operation operation)
    {
        operation.Returned = _now++;
        _current = null;
    }

    /// <summary>The device performs a request in the course of the running task's access.</summary>
    internal static void Perform(Request request) => _current?.Performed.Add(request);
}
