// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Examples;
using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

// A program in a guest has a huge page and uses only parts of it. It tells the host which parts it does not need: the
// guest keeps its huge page, and the host gets small pages back.
const byte Data = 0xA5;
const int Part = 8 * PageGeometry.Size;
const int Parts = Backings.HugePageSize / Part;

var isRight = RunOn(Backing.PrivateAnonymous, "backed by small pages of the host", partsToGo: Parts / 2);
if (HugePagePool.Free > 0)
{
    isRight &= RunOn(Backing.HugePrivate, "backed by a huge page of the host", partsToGo: 0);
}
else
{
    Console.WriteLine("NOT SHOWN: a huge page of the guest on one of the host. The pool has none free; as root,");
    Console.WriteLine("           echo 1 > /proc/sys/vm/nr_hugepages");
}

return isRight ? 0 : 1;

static bool RunOn(Backing backing, string how, int partsToGo)
{
    Console.WriteLine($"a huge page of the guest, {how}");
    using var machine = new Machine(backing);
    using var node = PvmemcontrolFile.Open(machine.Misc, new Caller(IsCapable: true));
    var info = node.Info();
    Console.WriteLine($"  INFO: pages of {info.PageSize} bytes, protocol {info.MajorVersion}.{info.MinorVersion}");
    machine.Fill(Machine.HugePage, Backings.HugePageSize, Data);
    GiveBackEveryOtherPart(node);
    var isRight = Check(machine, partsToGo);

    var whole = node.DontNeed(Machine.HugePage, Backings.HugePageSize);
    var isZero = machine.Holds(Machine.HugePage, Backings.HugePageSize, 0);
    Console.WriteLine($"  DONTNEED of all of it: {whole}; {(isZero ? "" : "WRONG: ")}it reads as zeros: {isZero}");
    return isRight && isZero;
}

static void GiveBackEveryOtherPart(PvmemcontrolFile node)
{
    var (refused, slowest) = (0, TimeSpan.Zero);
    var start = Stopwatch.GetTimestamp();
    for (var i = 0; i < Parts; i += 2)
    {
        var before = Stopwatch.GetTimestamp();
        var result = node.DontNeed(Machine.HugePage + ((ulong)i * Part), Part);
        var time = Stopwatch.GetElapsedTime(before);
        slowest = time > slowest ? time : slowest;
        if (!result.IsSuccess && refused++ == 0)
        {
            Console.WriteLine($"  DONTNEED of {Part} bytes is refused: {result}");
        }
    }

    var mean = Stopwatch.GetElapsedTime(start) / (Parts / 2);
    Console.WriteLine($"  {Parts / 2} calls of {Part} bytes, {refused} refused; "
        + $"{mean.TotalMicroseconds:F1} us each, the slowest {slowest.TotalMicroseconds:F1} us");
}

// Success is not effect: check in the memory what was discarded, and that nothing else changed.
static bool Check(Machine machine, int partsToGo)
{
    var (gone, kept) = (0, 0);
    for (var i = 0; i < Parts; i++)
    {
        var address = Machine.HugePage + ((ulong)i * Part);
        gone += i % 2 == 0 && machine.Holds(address, Part, 0) ? 1 : 0;
        kept += machine.Holds(address, Part, Data) ? 1 : 0;
    }

    var isRight = gone == partsToGo && kept == Parts - partsToGo;
    Console.WriteLine($"  {(isRight ? "" : "WRONG: ")}{gone} parts read as zeros, {kept} as before");
    return isRight;
}
