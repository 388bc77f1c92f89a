// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Microsoft.Coyote;
using Microsoft.Coyote.Logging;
using Microsoft.Coyote.SystematicTesting;

namespace Pvmemcontrol.Concurrency.Support;

/// <summary>Runs a race under many schedules, one batch to an engine.</summary>
internal static class Search
{
    /// <summary>Far more steps than any schedule needs that ends: those have some hundred.</summary>
    private const uint FairSteps = 10_000;

    /// <summary>
    /// Milliseconds without a step, long enough for a busy machine, until a task counts as blocked outside of the
    /// explorer's control. Other deadlocks are found at once.
    /// </summary>
    private const uint Patience = 60_000;

    /// <summary>Where no step is a failure, and a schedule that does not end only costs time.</summary>
    private const uint UnfairSteps = 2_000;

    /// <summary>Runs until something is found or the schedules are used up.</summary>
    /// <param name="race">The test body.</param>
    /// <param name="parts">What is raced.</param>
    /// <param name="strategy">How tasks are chosen.</param>
    /// <param name="schedules">The most schedules; a few thousand suit one engine.</param>
    /// <param name="seed">The same gives the same schedules.</param>
    internal static SearchResult Run(Race race, Parts parts, Strategy strategy, int schedules, uint seed = 1) =>
        Run(race, parts, Settings().With(strategy)
            .WithTestingIterations((uint)schedules)
            .WithRandomGeneratorSeed(seed)
            .WithFailureOnMaxStepsBoundEnabled(Strategies.IsFair(strategy)));

    /// <summary>Runs one schedule again.</summary>
    /// <param name="race">The same test body.</param>
    /// <param name="parts">The same parts.</param>
    /// <param name="trace">What <see cref="SearchResult.Trace"/> had.</param>
    internal static SearchResult Replay(Race race, Parts parts, string trace) =>
        Run(race, parts, Settings().WithTestingIterations(1).WithReproducibleTrace(trace));

    private static Configuration Settings() => Configuration.Create()
        .WithTelemetryEnabled(false)
        .WithConsoleLoggingEnabled(false)
        .WithVerbosityEnabled(VerbosityLevel.None)
        .WithPartiallyControlledConcurrencyAllowed(false)
        .WithSystematicFuzzingFallbackEnabled(false)
        .WithPotentialDeadlocksReportedAsBugs(true)
        .WithDeadlockTimeout(Patience)
        .WithMemoryAccessRaceCheckingEnabled(true)
        .WithMaxSchedulingSteps(UnfairSteps, FairSteps);

    private static SearchResult Run(Race race, Parts parts, Configuration configuration)
    {
        Journal? last = null;
        var reached = new HashSet<string>();
        var schedules = 0;
        var start = Stopwatch.GetTimestamp();
        var machines = Machines.Rent();
        using var engine = TestingEngine.Create(configuration, runtime =>
        {
            var schedule = new Schedule(machines);
            last = schedule.Journal;
            runtime.OnFailure += schedule.Journal.FindFailure;
            race.Run(schedule, parts);
            schedule.End();
        });
        engine.RegisterEndIterationCallBack(_ =>
        {
            schedules++;
            reached.UnionWith(last!.Situations);
        });
        engine.SetLogger(new TextWriterLogger(TextWriter.Null, VerbosityLevel.None));
        engine.Run();
        var report = engine.TestReport;
        if (report.NumOfFoundBugs == 0 && report.MaxUnfairStepsHitInUnfairTests == 0)
        {
            Machines.Return(machines);
        }

        return new SearchResult(
            schedules,
            report.CoverageInfo.ExploredPaths.Count,
            Stopwatch.GetElapsedTime(start),
            report.NumOfFoundBugs > 0 ? last!.Finding ?? report.BugReports.First() : null,
            report.NumOfFoundBugs > 0 ? engine.ReproducibleTrace : "",
            last!,
            reached,
            [.. report.UncontrolledInvocations, .. report.InternalErrors],
            report.MaxUnfairStepsHitInUnfairTests,
            Math.Max(report.MaxExploredFairSteps, report.MaxExploredUnfairSteps));
    }
}
