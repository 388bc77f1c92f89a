// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Bench.Common;
using Pvmemcontrol.Bench.Latency;
using Pvmemcontrol.Impl.Kvm;

Type[] types = [typeof(RequestBenchmarks), typeof(ParallelBenchmarks), typeof(JudgedBenchmarks)];
if (KvmProbe.WhyNot is { } why)
{
    Console.WriteLine($"SKIPPED: requests on a real vCPU: {why}");
}
else
{
    types = [.. types, typeof(KvmBenchmarks)];
}

return Table.Print(7, TimeSpan.FromMilliseconds(50), types, Rows.All);
