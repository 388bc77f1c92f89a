// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Bench.Gallery;
using Pvmemcontrol.Conformance.Scenarios;
using Pvmemcontrol.Impl.Host;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string[] tables = ["broken", "correct"];
var (wanted, requests) = args switch
{
    [] => (tables, 20_000L),
    [var word] when tables.Contains(word) => ([word], 20_000L),
    [var number] when long.TryParse(number, out var most) => (tables, most),
    [var word, var number] when tables.Contains(word) && long.TryParse(number, out var most) => ([word], most),
    _ => ([], 0L),
};
if (wanted.Length == 0)
{
    Console.Error.WriteLine("usage: gallery [broken|correct] [REQUESTS to each correct device, by each profile, on "
        + "each kind of memory]");
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
    if (wanted.Contains(tables[0]))
    {
        isGood = BrokenDevices.Print(root, output, hasHugePages);
        Console.WriteLine();
    }

    return isGood & (!wanted.Contains(tables[1]) || CorrectDevices.Print(root, output, hasHugePages, requests)) ? 0 : 1;
}
finally
{
    reserved?.Dispose();
    Directory.Delete(output, recursive: true);
}
