// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Targets;

namespace Pvmemcontrol.Conformance.Processes;

/// <summary>What a child process is started with.</summary>
/// <param name="SharedMemory">The path of the memory that it shares with the process that judges.</param>
/// <param name="Target">What to run on.</param>
/// <param name="LockLimit">Bytes that it may lock; <see cref="ulong.MaxValue"/> for the host's own limit.</param>
/// <param name="Vcpus">Who plays the guest of scenarios.</param>
public sealed record ChildArguments(string SharedMemory, TargetSpec Target, ulong LockLimit, Vcpus Vcpus)
{
    /// <summary>Reads what <see cref="ToList"/> wrote.</summary>
    public static ChildArguments Parse(string sharedMemory, string target, string lockLimit, string vcpus) =>
        new(sharedMemory, TargetSpec.Parse(target), ulong.Parse(lockLimit, CultureInfo.InvariantCulture),
            Enum.Parse<Vcpus>(vcpus));

    /// <summary>As arguments of the child's command line.</summary>
    internal IReadOnlyList<string> ToList() =>
        [SharedMemory, Target.ToString(), LockLimit.ToString(CultureInfo.InvariantCulture), Vcpus.ToString()];
}
