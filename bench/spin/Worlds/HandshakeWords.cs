// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Bench.Spin.Worlds;

internal enum Register
{
    None,
    Reset,
    Register,
    Ready,
    Disconnect,
    Ack,
    Error,
}

internal enum Phase
{
    Broken,
    Registering,
    Serving,
}

internal enum ChannelState
{
    Empty,
    Asked,
    Fetched,
    Replied,
}

internal enum DriverAt
{
    Resets,
    WaitsForReset,
    Registers,
    WaitsForRegister,
    WaitsForReady,
    Serves,
    Closes,
    WaitsForDisconnect,
}
