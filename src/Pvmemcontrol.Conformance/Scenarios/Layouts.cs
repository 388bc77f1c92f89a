// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>The guest RAM that scenarios run on.</summary>
public static class Layouts
{
    /// <summary>
    /// Private anonymous memory, a hole, shared memory, and directly after it private anonymous memory again; a hole, a
    /// private file. High enough that the upper half of an address matters.
    /// </summary>
    public static readonly GuestLayout Standard = new(
        new Region(0x1_0000_0000, 12, Backing.PrivateAnonymous),
        new Region(0x1_0001_0000, 10, Backing.SharedMemory),
        new Region(0x1_0001_A000, 6, Backing.PrivateAnonymous),
        new Region(0x1_0002_4000, 4, Backing.PrivateFile));
}
