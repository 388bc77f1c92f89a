// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Impl.Kvm;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>
/// The VMs of a process. Every scenario has other guest RAM, mostly at the same addresses: then a VM takes over, as
/// making one takes longer than a scenario.
/// </summary>
internal sealed class KvmGuests : IDisposable
{
    /// <summary>Guest RAM has two places: a restored device gets the other one.</summary>
    private const int Most = 4;

    private readonly List<KvmGuest> _guests = [];

    /// <summary>A VM over this guest RAM; it stays until others are needed more.</summary>
    /// <exception cref="HostException">KVM cannot be used, or not with this guest RAM; one line.</exception>
    internal KvmGuest Over(GuestMemory memory)
    {
        var guest = _guests.Find(g => g.IsOver(memory));
        if (guest is not null)
        {
            return guest;
        }

        if (_guests.Count == Most)
        {
            _guests[0].Dispose();
            _guests.RemoveAt(0);
        }

        guest = new KvmGuest(memory);
        _guests.Add(guest);
        return guest;
    }

    /// <inheritdoc/>
    public void Dispose() => _guests.ForEach(g => g.Dispose());
}
