// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Properties.Support;

/// <summary>
/// The classes that run several vCPUs for long. They run one after the other: beside each other, their vCPUs would
/// seldom run at the same time, and races would show late.
/// </summary>
internal static class ManyVcpus
{
    internal const string Collection = "many vCPUs";
}
