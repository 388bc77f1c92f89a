// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Bench.Spin.Worlds;
using Pvmemcontrol.Model.Checking;

var threads = args.Length > 0 ? int.Parse(args[0]) : 1;
var n = args.Length > 1 ? int.Parse(args[1]) : 3;
for (var i = 0; i < n; i++)
{
    var watch = Stopwatch.StartNew();
    var result = Explorer.Explore(args.Length > 2 ? new HandshakeWorld() : (IWorld)new RemovalWorld(), new ExplorationOptions { Threads = threads });
    var s = watch.Elapsed.TotalSeconds;
    Console.WriteLine($"{result.States} {result.Transitions} {result.Depth} {result.Summary} {s:0.000}s {result.States / s / 1e6:0.00} M/s, {(double)result.Bytes / result.States:0.0} B/state, rss {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB gc2={GC.CollectionCount(2)}");
}
