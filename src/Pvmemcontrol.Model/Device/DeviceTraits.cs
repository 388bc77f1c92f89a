// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Model.Device;

/// <summary>What the device's replies have shown so far: holes that must stay filled in the same way.</summary>
/// <param name="Info">The answer to INFO, or null before the first.</param>
/// <param name="Offered">
/// A bit for each function and kind of memory: it was performed, or failed otherwise than with EOPNOTSUPP, EAGAIN or
/// ENOMEM, which a device may return before it looks at the function.
/// </param>
/// <param name="Refused">The same: it was answered EOPNOTSUPP for a valid range.</param>
public readonly record struct DeviceTraits(Reply? Info, UInt128 Offered, UInt128 Refused)
{
    /// <summary>True when the device has offered the function on such memory before.</summary>
    public bool Offers(FunctionCode function, Backing backing) => (Offered & Bit(function, backing)) != 0;

    /// <summary>True when the device has declined the function on such memory before.</summary>
    public bool Refuses(FunctionCode function, Backing backing) => (Refused & Bit(function, backing)) != 0;

    /// <summary>What is known after an answer to INFO.</summary>
    public DeviceTraits LearnInfo(in Reply reply) => this with { Info = Info ?? reply };

    /// <summary>What is known after this reply to a valid request on such memory.</summary>
    public DeviceTraits Learn(FunctionCode function, Backing backing, in Reply reply) => (Errno)reply.Errno switch
    {
        Errno.EOPNOTSUPP => this with { Refused = Refused | Bit(function, backing) },
        Errno.EAGAIN or Errno.ENOMEM => this,
        _ => this with { Offered = Offered | Bit(function, backing) },
    };

    private static UInt128 Bit(FunctionCode function, Backing backing) =>
        UInt128.One << (((int)backing * FunctionCodes.Count) + (int)function);
}
