// SPDX-License-Identifier: Apache-2.0

using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using BenchmarkDotNet.Validators;
using Perfolizer.Horology;
using Pvmemcontrol.Bench.Latency;

const int RoundCount = 7;

var config = ManualConfig.CreateEmpty()
    .AddJob(Job.Default
        .WithToolchain(InProcessEmitToolchain.Instance)
        .WithIterationTime(TimeInterval.FromMilliseconds(50))
        .WithWarmupCount(2)
        .WithIterationCount(7))
    .AddLogger(ConsoleLogger.Default)
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddColumn(StatisticColumn.Median)
    .AddValidator(JitOptimizationsValidator.FailOnError)
    .WithOptions(ConfigOptions.DisableLogFile);

var rounds = new List<Round>();
while (rounds.Count < RoundCount)
{
    var round = Round.Run(config);
    if (round.HasFailed)
    {
        Console.Error.WriteLine("some benchmark did not run; its output above says why");
        return 1;
    }

    rounds.Add(round);
}

Console.WriteLine();
Console.WriteLine(Row.Heading);
foreach (var row in Rows.All)
{
    Console.WriteLine(row.Describe(rounds));
}

return 0;
