// SPDX-License-Identifier: Apache-2.0

using System.Text;
using Pvmemcontrol.Conformance.Reporting;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Properties.Documents;

/// <summary>The parts of docs/invariants.md: what the model says.</summary>
internal static class SpecificationText
{
    /// <summary>A part by its name.</summary>
    /// <exception cref="FormatException">The name is unknown.</exception>
    internal static string Part(string name) => name switch
    {
        "transport commands" => TransportCommandTable(),
        "transport table" => TransportTable(),
        "function codes" => FunctionTable(),
        "host calls" => MarkdownTable.Of(HostTables.ByBacking()),
        "host calls by case" => MarkdownTable.Of(HostTables.ByCase()),
        "transport requirements" => Entries(RequirementArea.Dev, 1, 19),
        "request requirements" => Entries(RequirementArea.Dev, 20, 39),
        "effect requirements" => Entries(RequirementArea.Dev, 40, 59),
        "attribute requirements" => Entries(RequirementArea.Dev, 60, 79),
        "driver requirements" => Entries(RequirementArea.Drv, 1, 999),
        "host requirements" => Entries(RequirementArea.Host, 1, 999),
        "VMM requirements" => Entries(RequirementArea.Vmm, 1, 999),
        "VMM requirements that nothing checks" => MarkdownTable.Of(["requirement", "about"], Catalogue.All
            .Where(r => r.Id.Area == RequirementArea.Vmm
                && r.Check is (RequirementCheck.Stated or RequirementCheck.Tests))
            .Select(r => new[] { r.Id.ToString(), r.Title })),
        "system requirements" => Entries(RequirementArea.Sys, 1, 999),
        _ => throw new FormatException($"there is no generated part '{name}'"),
    };

    private static string Entries(RequirementArea area, int first, int last)
    {
        var text = new StringBuilder();
        foreach (var requirement in Catalogue.All
            .Where(r => r.Id.Area == area && r.Id.Number >= first && r.Id.Number <= last))
        {
            // Reports refer to this name.
            text.Append("<a id=\"").Append(requirement.Id.ToString().ToLowerInvariant()).Append("\"></a>");
            text.Append("**").Append(requirement.Id).Append("** ").Append(requirement.Title).Append("  \n");
            text.Append(requirement.Statement).Append("  \n");
            text.Append('*').Append(requirement.Rationale).Append("*  \n");
            text.Append(CounterexampleText.Word(requirement));
            text.Append(" / ").Append(CounterexampleText.BasisName(requirement));
            text.Append(" / ").Append(requirement.Source);
            text.Append(" / ").Append(CoverageTable.CheckedBy(requirement)).Append(Where(requirement)).Append("\n\n");
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>The worlds and the races by name.</summary>
    private static string Where(Requirement requirement)
    {
        var worlds = string.Join(", ", CrossReferences.Worlds(requirement));
        var races = string.Join(", ", CrossReferences.Races(requirement));
        return (worlds.Length > 0 ? $" ({worlds})" : "")
            + (races.Length == 0 ? ""
                : $"{(requirement.Check == RequirementCheck.Stated ? ", but of the tests' own VMM:" : ",")} "
                    + $"tests/Concurrency ({races})");
    }

    private static string TransportCommandTable() => MarkdownTable.Of(
        ["command", "value", "bytes as written"],
        TransportCommands.All
            .Select(c => new[] { Name(c), $"0x{(uint)c:X8}", Bytes((uint)c) }));

    private static string Bytes(uint value) => Convert.ToHexStringLower(BitConverter.GetBytes(value));

    private static string FunctionTable() => MarkdownTable.Of(
        ["code", "function", "call"],
        Enum.GetValues<FunctionCode>().Select(f => new[]
        {
            $"{(ulong)f}",
            FunctionCodes.Name(f),
            CallOf(f),
        }));

    private static string CallOf(FunctionCode function) => function switch
    {
        FunctionCode.Info => "none",
        FunctionCode.SetVmaAnonName => "prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME)",
        FunctionCode.MLock => "mlock2 with flags 0",
        FunctionCode.MUnlock => "munlock",
        FunctionCode.MProtectNone => "mprotect(PROT_NONE)",
        FunctionCode.MProtectR => "mprotect(PROT_READ)",
        FunctionCode.MProtectW => "mprotect(PROT_WRITE)",
        FunctionCode.MProtectRW => @"mprotect(PROT_READ \| PROT_WRITE)",
        _ => $"madvise(MADV_{FunctionCodes.Name(function)})",
    };

    private static string TransportTable()
    {
        var phases = Enum.GetValues<TransportPhase>();
        var commands = TransportCommands.All
            .Select(c => new[] { Name(c) }.Concat(phases.Select(p => TransportCell(p, c))).ToArray());
        return MarkdownTable.Of(["written", .. phases.Select(p => $"in {p}")], commands);
    }

    private static string TransportCell(TransportPhase phase, TransportCommand command)
    {
        var transport = Transport.Initial with { Phase = phase, Address = new StagedAddress(0x1000, 0) };
        return TransportSpec.Write(transport, (uint)command, BufferStanding.Good)[0] switch
        {
            CommandOutcome.Answered answered => $"{Name(answered.Next.Response!.Value)}, {answered.Next.Phase}",
            CommandOutcome.Registered => "good buffer: ACK and a channel command; bad: ERROR, Broken",
            var other => throw new InvalidOperationException($"a transport command gave {other}"),
        };
    }

    private static string Name(TransportCommand command) => command.ToString().ToUpperInvariant();
}
