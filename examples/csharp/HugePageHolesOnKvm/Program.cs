// SPDX-License-Identifier: Apache-2.0

using System.Diagnostics;
using Pvmemcontrol.Examples;
using Pvmemcontrol.Impl.Kvm;
using Pvmemcontrol.Model.Host;

// A guest on a real vCPU has a huge page and uses only parts of it. It sends DONTNEED for the others; the host's memory
// shrinks at once, and the guest reads zeros there.
const ulong Data = 0xA5A5_A5A5_A5A5_A5A5;
const int Part = 8 * PageGeometry.Size;
const int Parts = Backings.HugePageSize / Part;

if (KvmProbe.WhyNot is { } why)
{
    Console.WriteLine($"NOT SHOWN: there are no real vCPUs here: {why}");
    return 0;
}

using var machine = new KvmMachine();
var picture = new ResidentPicture();
var clock = Stopwatch.StartNew();
var before = Note();
for (var page = 0; page < Backings.PagesInHugePage; page++)
{
    machine.Fill(KvmMachine.HugePage + ((ulong)page * PageGeometry.Size), Data);
    _ = page % 8 == 0 ? Note() : 0;
}

var filled = Note();
Console.WriteLine($"the guest filled {Backings.HugePageSize / 1024} KiB: {before} KiB of the host before, "
    + $"{filled} after");
var (refused, inCalls) = (0, TimeSpan.Zero);
for (var part = 0; part < Parts; part += 2)
{
    var start = Stopwatch.GetTimestamp();
    refused += machine.DontNeed(KvmMachine.HugePage + ((ulong)part * Part), Part) ? 0 : 1;
    inCalls += Stopwatch.GetElapsedTime(start);
    _ = Note();
}

var left = Note();
Console.WriteLine($"{Parts / 2} times DONTNEED of {Part / 1024} KiB, {refused} refused, "
    + $"{inCalls.TotalMicroseconds * 2 / Parts:F1} us each: {left} KiB of the host left");
var (zeros, kept) = (0, 0);
for (var part = 0; part < Parts; part++)
{
    var word = machine.Load(KvmMachine.HugePage + ((ulong)part * Part));
    zeros += word == 0 ? 1 : 0;
    kept += word == Data ? 1 : 0;
}

_ = Note();
var isRight = refused == 0 && zeros == Parts / 2 && kept == Parts / 2 && left <= filled - (Parts / 2 * Part / 1024);
Console.WriteLine($"{(isRight ? "" : "WRONG: ")}the guest reads zeros in {zeros} parts, and its data in {kept}");
var file = args is [var name, ..] ? name : "resident.svg";
picture.Write(file);
Console.WriteLine($"resident memory over time: {file}");
return isRight ? 0 : 1;

long Note()
{
    var resident = machine.ResidentKiB();
    picture.Add(clock.Elapsed, resident);
    return resident;
}
