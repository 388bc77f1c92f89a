// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Cli;

/// <summary>What the user asked for cannot be done; the message is the one line to print.</summary>
internal sealed class UsageException(string message) : Exception(message);
