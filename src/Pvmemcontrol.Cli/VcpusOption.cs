// SPDX-License-Identifier: Apache-2.0

using System.CommandLine;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Impl.Kvm;

namespace Pvmemcontrol.Cli;

/// <summary>The option --vcpus: who plays the guest of scenarios.</summary>
internal static class VcpusOption
{
    /// <summary>The name of <see cref="Vcpus.Played"/>.</summary>
    internal const string Played = "played";

    private const string Kvm = "kvm";

    /// <summary>The option.</summary>
    /// <param name="usual">What stands for the default in its description.</param>
    internal static Option<string?> Create(string usual) => new("--vcpus")
    {
        Description = "who makes the accesses of a guest with one vCPU: this tool (`played`), or a vCPU of KVM "
            + "(`kvm`); "
            + $"those of several vCPUs and of bounds are always played (default: {usual})",
        HelpName = $"{Played}|{Kvm}",
    };

    /// <summary>The value of the option, or null for none.</summary>
    /// <exception cref="UsageException">It is none, or there are no real vCPUs here; one line.</exception>
    internal static Vcpus? Parse(string? name) => name switch
    {
        null => null,
        Played => Vcpus.Played,
        Kvm => Require(),
        var other => throw new UsageException($"--vcpus: '{other}' is neither {Played} nor {Kvm}"),
    };

    /// <summary>Real vCPUs.</summary>
    /// <exception cref="UsageException">There are none here; one line.</exception>
    internal static Vcpus Require() => KvmProbe.WhyNot is { } why
        ? throw new UsageException($"--vcpus: there are no real vCPUs here: {why}")
        : Vcpus.Kvm;
}
