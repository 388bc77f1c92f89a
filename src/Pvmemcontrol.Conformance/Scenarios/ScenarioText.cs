// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>The steps of a scenario as text: one line each, with what it showed.</summary>
internal static class ScenarioText
{
    private const int StepColumn = 58;

    /// <summary>The lines; the step that shows the finding is marked.</summary>
    internal static IEnumerable<string> Account(ScenarioRecording recording, int marked)
    {
        for (var i = 0; i < recording.Scenario.Steps.Length; i++)
        {
            var step = recording.Scenario.Steps[i];
            var seen = Describe(step, recording.Observations[i]);
            var mark = i == marked ? '>' : ' ';
            yield return $"  {mark}{i + 1,3}  {step.ToString().PadRight(StepColumn)} {seen}".TrimEnd();
        }
    }

    /// <summary>What a step showed.</summary>
    internal static string Describe(Step step, in Observation observation) => observation.Kind switch
    {
        ObservationKind.NotRun => "(did not return)",
        ObservationKind.Nothing => "",
        ObservationKind.Registers => Registers(step, observation),
        ObservationKind.Value when step is Step.HostCall => Errnos.Describe(observation.A),
        ObservationKind.Value
            when step is Step.VmReset or Step.SaveRestore or Step.Save or Step.RestoreDamaged => observation.A switch
            {
                LifecycleAnswer.Taken => "the damaged state is accepted",
                LifecycleAnswer.NotOffered => "not offered",
                LifecycleAnswer.Refused => "refused",
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
