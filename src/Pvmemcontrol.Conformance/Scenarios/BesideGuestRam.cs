// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>
/// Memory of the VMM just behind each region of guest RAM, as a real VMM has there. A call that runs over the end of a
/// region works, and its reply says so; without this memory it would look like a refusal.
/// </summary>
internal sealed class BesideGuestRam : IDisposable
{
    private const int Pages = 16;

    private static readonly GuestLayout Behind = new(new Region(0, Pages, Backing.PrivateAnonymous));

    private readonly List<GuestMemory> _memory = [];

    /// <summary>Maps it where the regions of the scenarios will end; where the process has something there, not.</summary>
    internal BesideGuestRam(GuestLayout layout)
    {
        // Every scenario has its guest RAM at the same addresses, if nothing else is there.
        using var example = new GuestMemory(layout);
        for (var region = 0; region < layout.Regions.Length - 1; region++)
        {
            var end = example.BaseOf(region) + (nint)layout.Regions[region].Length;
            if (GuestMemory.TryAt(Behind, end) is { } memory)
            {
                _memory.Add(memory);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _memory.ForEach(m => m.Dispose());
}
