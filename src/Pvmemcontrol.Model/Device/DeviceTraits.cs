// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Model.Device;

/// <summary>What the device's own replies have shown of it so far: holes that must stay filled as they were.</summary>
/// <param name="Info">The answer to INFO, or null before the first.</param>
/// <param name="Offered">
/// Bit n: function n was performed, or failed otherwise than with EOPNOTSUPP, EAGAIN or ENOMEM, which may come
/// before anybody looks at the function.
/// </param>
/// <param name="Refused">Bit n: function n was answered EOPNOTSUPP for a valid range.</param>
public readonly record struct DeviceTraits(Reply? Info, ushort Offered, ushort Refused)
{
    /// <summary>True when the device has offered the function before.</summary>
    public bool Offers(FunctionCode function) => (Offered & Bit(function)) != 0;

    /// <summary>True when the device has declined the function before.</summary>
    public bool Refuses(FunctionCode function) => (Refused & Bit(function)) != 0;

    /// <summary>What is known after this reply to a valid request.</summary>
    public DeviceTraits Learn(FunctionCode function, in Reply reply)
    {
        if (function == FunctionCode.Info)
        {
            return this with { Info = Info ?? reply };
        }

        return (Errno)reply.Errno switch
        {
            Errno.EOPNOTSUPP => this with { Refused = (ushort)(Refused | Bit(function)) },
            Errno.EAGAIN or Errno.ENOMEM => this,
            _ => this with { Offered = (ushort)(Offered | Bit(function)) },
        };
    }

    private static int Bit(FunctionCode function) => 1 << (int)function;
}
