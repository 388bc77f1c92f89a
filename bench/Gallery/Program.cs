// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Bench.Gallery;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Impl.Host;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is not ([] or [_]) || (args is [var text] && !long.TryParse(text, out _)))
{
    Console.Error.WriteLine("usage: gallery [REQUESTS that each correct device is judged by, on each kind of memory]");
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
    var isGood = BrokenDevices.Print(root, output, hasHugePages);
    Console.WriteLine();
    return isGood & CorrectDevices.Print(root, output, hasHugePages, args is [var n] ? long.Parse(n) : 20_000) ? 0 : 1;
}
finally
{
    reserved?.Dispose();
    Directory.Delete(output, recursive: true);
}
