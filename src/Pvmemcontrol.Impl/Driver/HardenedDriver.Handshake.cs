// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Impl.Driver;

/// <content>Transport commands, and what the device answers to them.</content>
public partial class HardenedDriver
{
    /// <summary>
    /// RESET, a REGISTER for each possible CPU, READY. Any answer other than ACK is -EINVAL. All ones, as
    /// registers of an absent device read, is such an answer.
    /// </summary>
    protected virtual int Connect(DriverInstance device)
    {
        if (Write(device, TransportCommand.Reset) != TransportCommand.Ack)
        {
            return -(int)Errno.EINVAL;
        }

        foreach (var channel in device.Channels)
        {
            if (!Register(device, channel))
            {
                return -(int)Errno.EINVAL;
            }
        }

        return Write(device, TransportCommand.Ready) == TransportCommand.Ack ? 0 : -(int)Errno.EINVAL;
    }

    /// <summary>DISCONNECT; when it is not acknowledged RESET.</summary>
    /// <returns>True when either was, so that the device holds no channel.</returns>
    protected virtual bool Disconnect(DriverInstance device) =>
        Write(device, TransportCommand.Disconnect) == TransportCommand.Error
        || Write(device, TransportCommand.Reset) == TransportCommand.Ack;

    /// <summary>REGISTER of one channel.</summary>
    protected static bool Register(DriverInstance device, PerCpuChannel channel)
    {
        device.Registers.Write64(Registers.Address, channel.Address);
        if (Write(device, TransportCommand.Register) != TransportCommand.Ack)
        {
            return false;
        }

        channel.Command = device.Registers.Read32(Registers.Response);
        return true;
    }

    /// <summary>Writes a transport command and reads the answer.</summary>
    protected static TransportCommand Write(DriverInstance device, TransportCommand command)
    {
        device.Registers.Write32(Registers.Command, (uint)command);
        return (TransportCommand)device.Registers.Read32(Registers.Command);
    }
}
