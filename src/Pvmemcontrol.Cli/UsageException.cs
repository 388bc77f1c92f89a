// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Cli;

/// <summary>The command line cannot be carried out; the message is the one line to print.</summary>
internal sealed class UsageException(string message) : Exception(message);
