// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using System.Globalization;

namespace Pvmemcontrol.VfioUser.Judging;

/// <summary>The last accesses of a guest to one device. Not thread-safe.</summary>
internal sealed class AccessLog
{
    private const int Capacity = 32;

    private readonly GuestAccess[] _last = new GuestAccess[Capacity];
    private long _count;

    internal void Add(in GuestAccess access) => _last[_count++ % Capacity] = access;

    /// <summary>The last accesses as lines, the newest last.</summary>
    internal ImmutableArray<string> Lines()
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        for (var i = Math.Max(0, _count - Capacity); i < _count; i++)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{i + 1,7}  {_last[i % Capacity].Describe()}"));
        }

        return lines.ToImmutable();
    }
}
