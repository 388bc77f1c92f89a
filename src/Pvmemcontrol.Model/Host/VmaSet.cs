// SPDX-License-Identifier: Apache-2.0

using System.Numerics;

namespace Pvmemcontrol.Model.Host;

/// <summary>A hole: the flags that a page's VMA may have. Never empty in a state; empty means contradiction.</summary>
/// <param name="Mask">Bit n stands for the <see cref="VmaFlags"/> with the value n.</param>
public readonly record struct VmaSet(uint Mask)
{
    private const int Combinations = 32;

    /// <summary>For each flag, by the number of its bit: the combinations that have it.</summary>
    private static ReadOnlySpan<uint> HaveFlag =>
        [0xAAAA_AAAA, 0xCCCC_CCCC, 0xF0F0_F0F0, 0xFF00_FF00, 0xFFFF_0000];

    /// <summary>Nothing fits.</summary>
    public bool IsEmpty => Mask == 0;

    /// <summary>True when only one combination is possible.</summary>
    public bool IsCertain => BitOperations.PopCount(Mask) == 1;

    /// <summary>Exactly these flags.</summary>
    public static VmaSet Only(VmaFlags flags) => new(1u << (int)flags);

    /// <summary>True when exactly these flags are possible.</summary>
    public bool Has(VmaFlags flags) => !And(Only(flags)).IsEmpty;

    /// <summary>True when the page certainly has every one of these flags.</summary>
    public bool MustHave(VmaFlags flags) => Denying(flags).IsEmpty;

    /// <summary>What is in either set.</summary>
    public VmaSet Or(VmaSet other) => new(Mask | other.Mask);

    /// <summary>What is in both sets.</summary>
    public VmaSet And(VmaSet other) => new(Mask & other.Mask);

    /// <summary>Those that have every one of these flags.</summary>
    public VmaSet Allowing(VmaFlags flags) => new(Mask & AllHaving(flags, flags));

    /// <summary>Those that have at least one of these flags.</summary>
    public VmaSet AllowingAny(VmaFlags flags) => new(Mask & ~AllHaving(flags, VmaFlags.None));

    /// <summary>Those that lack some of these flags.</summary>
    public VmaSet Denying(VmaFlags flags) => new(Mask & ~AllHaving(flags, flags));

    /// <summary>Those that have, of the flags in <paramref name="mask"/>, exactly these.</summary>
    public VmaSet Having(VmaFlags mask, VmaFlags flags) => new(Mask & AllHaving(mask, flags));

    /// <summary>The set after a call that sets, of the flags in <paramref name="mask"/>, exactly these.</summary>
    public VmaSet Change(VmaFlags mask, VmaFlags flags)
    {
        var changed = Mask;
        for (var bit = 0; bit < HaveFlag.Length; bit++)
        {
            var distance = 1 << bit;
            if (((int)mask & distance) != 0)
            {
                changed = ((int)flags & distance) != 0
                    ? (changed | (changed << distance)) & HaveFlag[bit]
                    : (changed | (changed >> distance)) & ~HaveFlag[bit];
            }
        }

        return new VmaSet(changed);
    }

    /// <summary>The combinations, as /proc/PID/smaps shows them.</summary>
    public override string ToString()
    {
        var mask = Mask;
        return string.Join(" or ", Enumerable.Range(0, Combinations)
            .Where(f => (mask & (1u << f)) != 0)
            .Select(f => Describe((VmaFlags)f)));
    }

    /// <summary>Flags as /proc/PID/smaps shows them: the protection, then lo, dd, mg.</summary>
    public static string Describe(VmaFlags flags)
    {
        var text = $"{(flags.HasFlag(VmaFlags.Read) ? 'r' : '-')}{(flags.HasFlag(VmaFlags.Write) ? 'w' : '-')}"
            + (flags.HasFlag(VmaFlags.Execute) ? "x" : "-");
        text += flags.HasFlag(VmaFlags.Locked) ? " lo" : "";
        text += flags.HasFlag(VmaFlags.DontDump) ? " dd" : "";
        return text + (flags.HasFlag(VmaFlags.Mergeable) ? " mg" : "");
    }

    /// <summary>
    /// Of all combinations, those that have, of the flags in the mask, exactly these. None has others than those of the
    /// mask, nor <see cref="VmaFlags.Execute"/>.
    /// </summary>
    private static uint AllHaving(VmaFlags mask, VmaFlags flags)
    {
        var having = (flags & (~mask | VmaFlags.Execute)) == 0 ? uint.MaxValue : 0;
        for (var bit = 0; bit < HaveFlag.Length; bit++)
        {
            var flag = (VmaFlags)(1 << bit);
            if ((mask & flag) != 0)
            {
                having &= (flags & flag) != 0 ? HaveFlag[bit] : ~HaveFlag[bit];
            }
        }

        return having;
    }
}
