// SPDX-License-Identifier: Apache-2.0

using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace Pvmemcontrol.Drivers.Native;

/// <summary>What glue.c exports beside the driver: addresses, and where members of structures are.</summary>
internal sealed class DriverImage
{
    private readonly FrozenDictionary<string, ulong> _addresses;
    private readonly FrozenDictionary<string, ulong> _offsets;

    internal DriverImage(nint library, NativeCore core)
    {
        _addresses = Table(core, (ulong)NativeLibrary.GetExport(library, "pvmkit_addresses"));
        _offsets = Table(core, (ulong)NativeLibrary.GetExport(library, "pvmkit_offsets"));
        Init = Pointed(core, "init");
        Exit = Pointed(core, "exit");
    }

    /// <summary>The function of module_init; 0 if the driver has none.</summary>
    internal ulong Init { get; }

    /// <summary>The function of module_exit; 0 if the driver has none.</summary>
    internal ulong Exit { get; }

    internal ulong Address(string name) => _addresses[name];

    /// <summary>The offset of a member, as in "file.f_flags", or the size of a structure.</summary>
    internal ulong Offset(string member) => _offsets[member];

    private ulong Pointed(NativeCore core, string name) => _addresses[name] is not 0 and var at ? core.Read64(at) : 0;

    private static FrozenDictionary<string, ulong> Table(NativeCore core, ulong at)
    {
        Dictionary<string, ulong> table = [];
        for (; core.Read64(at) != 0; at += 16)
        {
            table[core.Text(core.Read64(at))] = core.Read64(at + 8);
        }

        return table.ToFrozenDictionary();
    }
}
