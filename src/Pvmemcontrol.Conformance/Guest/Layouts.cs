// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Guest;

/// <summary>The guest RAM that scenarios run on. High enough that the upper half of an address matters.</summary>
public static class Layouts
{
    /// <summary>
    /// Private anonymous memory, a hole, shared memory, and directly after it private anonymous memory again; a hole, a
    /// private file.
    /// </summary>
    public static readonly GuestLayout Standard = new(
        new Region(0x1_0000_0000, 12, Backing.PrivateAnonymous),
        new Region(0x1_0001_0000, 10, Backing.SharedMemory),
        new Region(0x1_0001_A000, 6, Backing.PrivateAnonymous),
        new Region(0x1_0002_4000, 4, Backing.PrivateFile));

    /// <summary>Private huge pages, and directly after them shared ones.</summary>
    public static readonly GuestLayout Huge = new(
        new Region(0x1_0000_0000, 2 * Backings.PagesInHugePage, Backing.HugePrivate),
        new Region(0x1_0040_0000, 2 * Backings.PagesInHugePage, Backing.HugeShared));

    /// <summary>The name of <see cref="Standard"/>.</summary>
    public const string StandardName = "mixed";

    /// <summary>The name of <see cref="Huge"/>.</summary>
    public const string HugeName = "hugetlb";

    /// <summary>The name of three regions of shared memory.</summary>
    public const string SharedName = "shared";

    /// <summary>By their names on the command line, in alphabetical order.</summary>
    public static readonly IReadOnlyDictionary<string, GuestLayout> ByName =
        new Dictionary<string, GuestLayout>(StringComparer.Ordinal)
        {
            ["file"] = Of(Backing.PrivateFile),
            [HugeName] = Huge,
            [StandardName] = Standard,
            ["private"] = Of(Backing.PrivateAnonymous),
            [SharedName] = Of(Backing.SharedMemory),
        };

    /// <summary>
    /// Huge pages that the pool must have for runs on <see cref="Huge"/>: findings are reproduced in other processes
    /// while the run continues.
    /// </summary>
    public const int HugePagesNeeded = 16;

    /// <summary>Regions of one backing: one alone, and two side by side.</summary>
    private static GuestLayout Of(Backing backing) => new(
        new Region(0x1_0000_0000, 12, backing),
        new Region(0x1_0001_0000, 10, backing),
        new Region(0x1_0001_A000, 6, backing));
}
