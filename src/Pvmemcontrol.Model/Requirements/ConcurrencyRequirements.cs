// SPDX-License-Identifier: Apache-2.0

using static Pvmemcontrol.Model.Requirements.Requirement;
using static Pvmemcontrol.Model.Requirements.RequirementBasis;

namespace Pvmemcontrol.Model.Requirements;

/// <summary>PVMC-DEV-070 to 079: several vCPUs at once.</summary>
public static class ConcurrencyRequirements
{
    /// <summary>PVMC-DEV-070.</summary>
    public static readonly Requirement RequestIsReadOnce = Must(70, Safety, "a request is read once",
        "A device MUST NOT read any byte of a request twice: what it checks and what it performs is one copy. (A guest "
        + "that writes to the buffer meanwhile may see some of the old bytes performed with some of the new ones.)",
        "Another vCPU can change the range after it was checked, and what is then performed on host memory was "
        + "checked by nobody.",
        "uapi:35-40 (request and reply are one buffer in shared memory)",
        RequirementCheck.Tests);

    /// <summary>PVMC-DEV-071.</summary>
    public static readonly Requirement ChannelsAreParallel = Should(71, "channels do not wait for each other",
        "A request SHOULD NOT wait for a request on another channel.",
        "MLOCK of gigabytes takes seconds, and a vCPU that waits for a register write runs nothing else.",
        "decided; the driver has a buffer for each CPU so that they need no lock",
        RequirementCheck.Tests);
}
