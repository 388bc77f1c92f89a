// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Bench.Common;
using Pvmemcontrol.Bench.Latency;

return Table.Print(7, TimeSpan.FromMilliseconds(50), [typeof(RequestBenchmarks), typeof(ParallelBenchmarks)], Rows.All);
