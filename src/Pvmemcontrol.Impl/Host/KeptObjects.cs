// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Impl.Host;

/// <summary>
/// The objects behind guest RAM that was unmapped, for the next guest RAM of the same layout: making and freeing them
/// costs more than mapping them. Memory over a kept object is as over a new one: shared memory is emptied first, and a
/// file is used again only if it has its first content. Not thread-safe.
/// </summary>
public sealed class KeptObjects : IDisposable
{
    private readonly Dictionary<int, RegionObject> _objects = [];
    private bool _disposed;

    /// <summary>Takes what is kept for a region; null if there is nothing.</summary>
    internal RegionObject? Take(int region) => _objects.Remove(region, out var kept) ? kept : null;

    /// <summary>Keeps the object of a region that was unmapped.</summary>
    internal void Keep(int region, RegionObject made)
    {
        if (_disposed || !_objects.TryAdd(region, made))
        {
            made.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        foreach (var kept in _objects.Values)
        {
            kept.Dispose();
        }

        _objects.Clear();
    }
}
