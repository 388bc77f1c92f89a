// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Bench.Gallery;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Impl.Host;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (Order.Parse(args) is not { } order)
{
    Console.Error.WriteLine(Order.Usage);
    return 5;
}

IDisposable? reserved = null;
try
{
    reserved = HugePagePool.Free >= Layouts.HugePagesNeeded ? null : HugePagePool.Reserve(Layouts.HugePagesNeeded);
}
catch (HostException e)
{
    Console.WriteLine($"SKIPPED: what needs huge pages: {e.Message}");
}

try
{
    var hasHugePages = HugePagePool.Free >= Layouts.HugePagesNeeded;
    var isGood = true;
    if (order.Broken)
    {
        isGood = BrokenDevices.Print(hasHugePages, order.Seed);
        Console.WriteLine();
    }

    if (order.Correct)
    {
        isGood &= CorrectDevices.Print(hasHugePages, order.Requests, order.Seed);
    }

    return isGood ? 0 : 1;
}
finally
{
    reserved?.Dispose();
}
