// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Bench.Common;
using Pvmemcontrol.Bench.Throughput;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Impl.Host;

// What huge pages there are decides whether they can be measured; the pool is as before when this is over.
using var reserved = HugePagePool.Reserve(Layouts.HugePagesNeeded);
Console.WriteLine(Mix.Describe());
return Table.Print(5, TimeSpan.FromMilliseconds(250), [typeof(ScenarioBenchmarks)], Rows.All);
