// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Conformance.Running;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Conformance.Verdicts;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Conformance.Reporting;

/// <summary>
/// A finding on one screen: the requirement, the steps, what was observed, what would have been allowed.
/// </summary>
public static class EvidenceText
{
    private const int StepColumn = 58;
    private const int TextWidth = 108;

    /// <summary>The lines, without a final line end.</summary>
    public static IEnumerable<string> Lines(Evidence evidence)
    {
        var requirement = evidence.Finding.Requirement;
        yield return $"{Heading(requirement)} {Title(requirement)}";
        foreach (var line in Wrap(requirement.Statement))
        {
            yield return $"  {line}";
        }

        yield return $"  source: {requirement.Source}";
        yield return "";
        foreach (var line in Wrap($"guest RAM: {Describe(evidence.Scenario.Layout)}"))
        {
            yield return $"  {line}";
        }

        foreach (var line in evidence.Heads)
        {
            yield return $"        {line}";
        }

        foreach (var line in evidence.Account.IsEmpty ? StepLines(evidence) : AccountLines(evidence))
        {
            yield return line;
        }

        yield return $"  observed: {evidence.Finding.Observed}{(IsAtEnd(evidence) ? " (after the last step)" : "")}";
        yield return $"  allowed:  {evidence.Finding.Allowed}";
        if (evidence.Rate is { } rate)
        {
            yield return Describe(rate, evidence);
        }

        if (evidence.Remark is { } remark)
        {
            yield return $"  {remark}";
        }
        else if (evidence.Rate is null)
        {
            yield return Reproduction(evidence);
        }
    }

    /// <summary>Breaks a sentence into lines of at most <see cref="TextWidth"/> characters.</summary>
    public static IEnumerable<string> Wrap(string text) => Wrap(text, TextWidth);

    /// <summary>Breaks a sentence into lines of at most so many characters, but never a word.</summary>
    public static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }

    /// <summary>The ID, the level, the basis and the title.</summary>
    public static string Title(Requirement requirement) =>
        $"{requirement.Id} ({Word(requirement)}, {BasisName(requirement)}): {requirement.Title}";

    /// <summary>MUST or SHOULD.</summary>
    public static string Word(Requirement requirement) => requirement.Level.ToString().ToUpperInvariant();

    /// <summary>PATCH, SAFETY, DECIDED or MEASURED.</summary>
    public static string BasisName(Requirement requirement) => requirement.Basis.ToString().ToUpperInvariant();

    /// <summary>The name of a backing, in words.</summary>
    public static string Name(Backing backing) => backing switch
    {
        Backing.PrivateAnonymous => "private anonymous",
        Backing.SharedMemory => "shared memory",
        Backing.PrivateFile => "private file",
        Backing.HugePrivate => "hugetlb, private",
        Backing.HugeShared => "hugetlb, shared",
        _ => throw new ArgumentOutOfRangeException(nameof(backing)),
    };

    private static string Heading(Requirement requirement) =>
        requirement.Id.Area == RequirementArea.Host ? "HOST MODEL DIFFERS"
        : requirement.MakesViolation ? "VIOLATION"
        : "DEVIATION";

    private static string Reproduction(Evidence evidence) => !evidence.Account.IsEmpty
        ? $"  {(evidence.IsReproduced ? "" : "not ")}reproduced in a fresh process"
            + (evidence.IsReproduced ? "" : ": suspected only")
        : evidence.IsReproduced
        ? $"  reproduced in a fresh process; scenario {evidence.Index}, reduced from {evidence.OriginalSteps} steps"
            + $" to {evidence.Scenario.Steps.Length}"
        : $"  not reproduced in a fresh process: suspected only (scenario {evidence.Index})";

    private static string Describe(Rate rate, Evidence evidence)
    {
        var doubt = evidence.IsReproduced ? ""
            : evidence.IsHard ? "; hard evidence nevertheless"
            : ": suspected only";
        return string.Create(CultureInfo.InvariantCulture,
            $"  reproduced in {rate.Shown} of {rate.Attempts} fresh processes, {rate.Times} times in {rate.Runs:N0}"
            + $" runs{doubt}; round {evidence.Index}, reduced from {evidence.OriginalSteps} steps to {rate.Steps}");
    }

    private static bool IsAtEnd(Evidence evidence) =>
        evidence.Account.IsEmpty && evidence.Finding.Step >= evidence.Scenario.Steps.Length;

    private static string Describe(GuestLayout layout) => string.Join(", ", layout.Regions.Select(r =>
        $"0x{r.Start:x}+{r.Length / 1024}K {Name(r.Backing)}"));

    private static IEnumerable<string> AccountLines(Evidence evidence) =>
        evidence.Account.Select((line, i) => $"  {i + 1,4}  {line}");

    private static IEnumerable<string> StepLines(Evidence evidence)
    {
        for (var i = 0; i < evidence.Scenario.Steps.Length; i++)
        {
            var mark = i == evidence.Finding.Step ? '>' : ' ';
            var step = evidence.Scenario.Steps[i].ToString();
            var seen = i < evidence.Observations.Length
                ? Describe(evidence.Scenario.Steps[i], evidence.Observations[i])
                : "";
            yield return $"  {mark}{i + 1,3}  {step.PadRight(StepColumn)} {seen}".TrimEnd();
        }
    }

    private static string Describe(Step step, in Observation observation) => observation.Kind switch
    {
        ObservationKind.NotRun => "(did not return)",
        ObservationKind.Nothing => "",
        ObservationKind.Registers => Registers(step, observation),
        ObservationKind.Value when step is Step.HostCall => Errnos.Describe(observation.A),
        ObservationKind.Value when step is Step.VmReset or Step.SaveRestore => observation.A switch
        {
            DeviceLife.NotOffered => "not offered",
            DeviceLife.Refused => "refused",
            _ => "done",
        },
        ObservationKind.Value when step is Step.EmptyPool => observation.A == 0 ? "not possible here" : "",
        ObservationKind.Value => $"0x{observation.A:x}",
        ObservationKind.Buffer => Buffer(step, observation),
        ObservationKind.Fault => "the guest's access faults",
        ObservationKind.ReplyFault => "reading the reply faults",
        _ => throw new ArgumentOutOfRangeException(nameof(observation)),
    };

    private static string Registers(Step step, in Observation observation)
    {
        var status = (TransportCommand)observation.A;
        var answer = Enum.IsDefined(status) ? status.ToString().ToUpperInvariant() : $"0x{observation.A:x8}";
        return observation.B == 0 && !(step is Step.Register && status == TransportCommand.Ack)
            ? answer : $"{answer}, response 0x{observation.B:x8}";
    }

    private static string Buffer(Step step, in Observation observation)
    {
        var bytes = new byte[Request.Size];
        observation.CopyBuffer(bytes);
        var reply = Reply.Decode(bytes);
        if (step is Step.Send send && Request.Decode(bytes) == send.Request)
        {
            return "(buffer unchanged)";
        }

        var rest = (reply.Value | reply.Arg0 | reply.Arg1) == 0 ? "" : $", {reply.Value}, {reply.Arg0}, {reply.Arg1}";
        return $"errno {Errnos.Describe(reply.Errno)}, code {reply.Code}{rest}";
    }
}
