// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Bench.Common;
using Pvmemcontrol.Bench.Throughput;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Impl.Kvm;

// The huge pages of the pool decide whether they can be measured; the pool is restored at the end.
using var reserved = HugePagePool.Reserve(Layouts.HugePagesNeeded);
Console.WriteLine(Mix.Describe());
Type[] types = [typeof(ScenarioBenchmarks)];
if (KvmProbe.WhyNot is { } why)
{
    Console.WriteLine($"SKIPPED: scenarios on a real vCPU: {why}");
}
else
{
    types = [.. types, typeof(VcpuBenchmarks)];
}

return Table.Print(5, TimeSpan.FromMilliseconds(250), types, Rows.All);
