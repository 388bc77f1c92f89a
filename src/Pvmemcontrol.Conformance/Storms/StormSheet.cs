// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Pvmemcontrol.Impl.Host;

namespace Pvmemcontrol.Conformance.Storms;

/// <summary>
/// Numbers that the process of a storm and the one that judges share. They are told before and after every deed, by
/// plain stores: the process may be unable to do anything else, or die.
/// </summary>
internal sealed class StormSheet : IDisposable
{
    private const int Bytes = 4096;

    private readonly SharedArena _memory;

    private StormSheet(SharedArena memory) => _memory = memory;

    /// <summary>How another process of the same user opens it.</summary>
    internal string Path => _memory.Path;

    /// <summary>How far the process is.</summary>
    internal StormState State
    {
        get => (StormState)this[StormField.State];
        set => this[StormField.State] = (long)value;
    }

    /// <summary>A number.</summary>
    internal long this[StormField field]
    {
        get => Volatile.Read(ref Words[(int)field]);
        set => Volatile.Write(ref Words[(int)field], value);
    }

    private Span<long> Words => MemoryMarshal.Cast<byte, long>(_memory.Bytes);

    /// <summary>Makes one, zeroed.</summary>
    internal static StormSheet Create() => new(SharedArena.Create(Bytes));

    /// <summary>Opens the one that another process made.</summary>
    internal static StormSheet Open(string path) => new(SharedArena.Open(path));

    /// <summary>The counts of a wave: how many requests, and how many of them were performed.</summary>
    internal ref StormWave Wave(int index) =>
        ref MemoryMarshal.Cast<long, StormWave>(Words[(int)StormField.Waves..])[index];

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();
}
