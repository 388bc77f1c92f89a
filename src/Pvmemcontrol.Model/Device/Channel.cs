// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Device;

/// <summary>A registered buffer and the command that makes the device read it.</summary>
/// <param name="Command">The device's choice; unique among live channels.</param>
/// <param name="Buffer">Guest physical address of the 32 bytes.</param>
public readonly record struct Channel(uint Command, ulong Buffer);
