// SPDX-License-Identifier: Apache-2.0

using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using BenchmarkDotNet.Validators;
using Perfolizer.Horology;

namespace Pvmemcontrol.Bench.Common;

/// <summary>Runs benchmarks in rounds and prints the results.</summary>
internal static class Table
{
    /// <summary>Prints the table; returns the exit code.</summary>
    /// <param name="rounds">How often every benchmark is run.</param>
    /// <param name="iteration">How long an iteration is.</param>
    /// <param name="types">What has the benchmarks.</param>
    /// <param name="rows">The lines of the table.</param>
    internal static int Print(int rounds, TimeSpan iteration, Type[] types, IReadOnlyList<Row> rows)
    {
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.Default
                .WithToolchain(InProcessEmitToolchain.Instance)
                .WithIterationTime(TimeInterval.FromMilliseconds(iteration.TotalMilliseconds))
                .WithWarmupCount(2)
                .WithIterationCount(7))
            .AddLogger(ConsoleLogger.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddColumn(StatisticColumn.Median)
            .AddValidator(JitOptimizationsValidator.FailOnError)
            .WithOptions(ConfigOptions.DisableLogFile);

        List<Round> done = [];
        while (done.Count < rounds)
        {
            var round = Round.Run(config, types);
            if (round.HasFailed)
            {
                Console.Error.WriteLine("some benchmark did not run; its output above says why");
                return 1;
            }

            done.Add(round);
        }

        Console.WriteLine();
        Console.WriteLine(Row.Heading);
        foreach (var row in rows)
        {
            Console.WriteLine(row.Describe(done));
        }

        return 0;
    }
}
