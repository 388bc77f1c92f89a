// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Setup;

namespace Pvmemcontrol.Model.State;

/// <summary>A call and what its steps need to know of it; numbers that a call has no use for are -1.</summary>
/// <param name="Call">The call.</param>
/// <param name="OpenFile">The open file.</param>
/// <param name="Device">The PCI device.</param>
/// <param name="Instance">The allocations that a probe makes.</param>
/// <param name="Ioctl">The number of an ioctl among all of the world.</param>
/// <param name="Kind">What an ioctl asks for.</param>
public sealed record CallFrame(Call Call, int OpenFile, int Device, int Instance, int Ioctl, RequestKind Kind)
{
    /// <summary>True for a call made before the world begins, with nothing going wrong.</summary>
    public bool IsBefore { get; init; }

    /// <summary>The frame of a call.</summary>
    internal static CallFrame Of(Call call, int ioctl) => call switch
    {
        Call.Open open => new(call, open.Number, open.Device, -1, -1, default),
        Call.Ioctl request => new(call, request.Number, -1, -1, ioctl, request.Kind),
        Call.Release release => new(call, release.Number, -1, -1, -1, default),
        Call.Probe probe => new(call, -1, probe.Device, probe.Instance, -1, default),
        Call.Remove remove => new(call, -1, remove.Device, -1, -1, default),
        Call.Vanish vanish => new(call, -1, vanish.Device, -1, -1, default),
        Call.Alien alien => new(call, -1, alien.Device, -1, -1, default),
        Call.Posted posted => new(call, -1, posted.Device, -1, -1, default),
        Call.Kexec => new(call, -1, 0, -1, -1, default),
        Call.Hibernate hibernate => new(call, -1, hibernate.Device, -1, -1, default),
        Call.Crash => new(call, -1, 0, -1, -1, default),
        Call.Offline => new(call, -1, 0, -1, -1, default),
        Call.Snapshot snapshot => new(call, -1, snapshot.Device, -1, -1, default),
        Call.Unplug => new(call, -1, -1, -1, -1, default),
        _ => throw new ArgumentOutOfRangeException(nameof(call)),
    };
}
