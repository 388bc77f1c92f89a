// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.VfioUser.Rig;

/// <summary>The rig cannot be built: what is missing is in the message.</summary>
/// <param name="message">One line, or the output of what failed.</param>
public sealed class RigException(string message) : Exception(message);
