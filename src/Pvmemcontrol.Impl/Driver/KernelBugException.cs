// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Impl.Driver;

/// <summary>BUG() of a kernel: an invariant is violated.</summary>
public sealed class KernelBugException : Exception
{
    /// <summary>A bug that no requirement names.</summary>
    public KernelBugException(string message)
        : base(message)
    {
    }

    /// <summary>A requirement of the driver is not met.</summary>
    public KernelBugException(Requirement requirement, string message)
        : base($"{requirement.Id}: {message}") => Requirement = requirement;

    /// <summary>What is not met, or null.</summary>
    public Requirement? Requirement { get; }

    /// <summary>
    /// An assertion, in every build: what is run and tested is the Release build, and one that is compiled out there
    /// asserts nothing. Each costs a few comparisons, next to an exit to the VMM.
    /// </summary>
    internal static void ThrowUnless(bool condition, Requirement requirement, string message)
    {
        if (!condition)
        {
            throw new KernelBugException(requirement, message);
        }
    }
}
