// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Concurrency.Races;
using Pvmemcontrol.Concurrency.Support;
using Xunit;

namespace Pvmemcontrol.Concurrency.Broken;

public sealed class ProbeAliveTests
{
    [Fact]
    public void Table()
    {
        foreach (var v in BrokenVariant.All)
        {
            foreach (var s in Strategies.All)
            {
                var r = Search.Run(AllRaces.Find(v.Race), v.Parts, s, 2000);
                Console.Error.WriteLine($"ALIVE {v.Requirement} {v.Name,-30} {v.Race,-26} {s,-20} {r.Schedules,5} {r.Elapsed.TotalSeconds:0.0}s {(r.Finding ?? "nothing").Split('\n')[0]}");
            }
        }
    }
}
