// SPDX-License-Identifier: Apache-2.0

using System.Runtime.InteropServices;
using Pvmemcontrol.Conformance.Host;

namespace Pvmemcontrol.Conformance.Bounds;

/// <summary>
/// Numbers that the process of a bound shares with the process that judges. It publishes them before and after every
/// action by plain stores: it may be unable to do anything else, or die.
/// </summary>
internal sealed class BoundSheet : IDisposable
{
    private const int Bytes = 4096;

    private readonly SharedArena _memory;

    private BoundSheet(SharedArena memory) => _memory = memory;

    /// <summary>How another process of the same user opens it.</summary>
    internal string Path => _memory.Path;

    /// <summary>The progress of the process.</summary>
    internal BoundState State
    {
        get => (BoundState)this[BoundField.State];
        set => this[BoundField.State] = (long)value;
    }

    /// <summary>A number.</summary>
    internal long this[BoundField field]
    {
        get => Volatile.Read(ref Words[(int)field]);
        set => Volatile.Write(ref Words[(int)field], value);
    }

    private Span<long> Words => MemoryMarshal.Cast<byte, long>(_memory.Bytes);

    /// <summary>Makes one, zeroed.</summary>
    internal static BoundSheet Create() => new(SharedArena.Create(Bytes));

    /// <summary>Opens the one that another process made.</summary>
    internal static BoundSheet Open(string path) => new(SharedArena.Open(path));

    /// <summary>The counts of a wave: how many requests, and how many of them were performed.</summary>
    internal ref BoundWave Wave(int index) =>
        ref MemoryMarshal.Cast<long, BoundWave>(Words[(int)BoundField.Waves..])[index];

    /// <summary>The growth over calls of one kind, by <see cref="LeakCalls"/>: behind the waves.</summary>
    internal ref LeakGrowth Leak(int call)
    {
        var words = Words[(int)BoundField.Waves..];
        var waves = MemoryMarshal.Cast<long, BoundWave>(words)[..MappingBound.Waves.Length];
        var behind = words[MemoryMarshal.Cast<BoundWave, long>(waves).Length..];
        return ref MemoryMarshal.Cast<long, LeakGrowth>(behind)[call];
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();
}
