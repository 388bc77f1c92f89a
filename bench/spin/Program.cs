// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Bench.Spin;

switch (args)
{
    case ["search", var name, var threads]:
        Console.WriteLine(Measured.Here(name, int.Parse(threads, CultureInfo.InvariantCulture)).Serialise());
        return 0;
    case ["table", var rounds, .. var pans]:
        var table = new Table(int.Parse(rounds, CultureInfo.InvariantCulture));
        return table.Print(pans.FirstOrDefault()) ? 0 : 1;
    default:
        Console.Error.WriteLine("usage: search WORLD THREADS | table ROUNDS [FOLDER OF VERIFIERS]; see bench/spin/run");
        return 5;
}
