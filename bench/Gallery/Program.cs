// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Bench.Gallery;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Impl.Host;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (Order.Parse(args) is not { } order)
{
    Console.Error.WriteLine(Order.Usage);
    return 5;
}

var root = Repository.Root;
var output = Directory.CreateTempSubdirectory("pvmemcontrol-gallery-").FullName;
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
        isGood = BrokenDevices.Print(root, output, hasHugePages, order.Seed);
        Console.WriteLine();
    }

    if (order.Correct)
    {
        isGood &= CorrectDevices.Print(root, output, hasHugePages, order.Requests, order.Seed);
    }

    return isGood ? 0 : 1;
}
finally
{
    reserved?.Dispose();
    Directory.Delete(output, recursive: true);
}
