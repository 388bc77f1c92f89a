// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Host;

/// <summary>A hole: the protections that a page may have. Never empty in a state; empty means contradiction.</summary>
/// <param name="Mask">Bit n stands for the <see cref="Protection"/> with the value n.</param>
public readonly record struct ProtectionSet(byte Mask)
{
    /// <summary>Exactly this protection.</summary>
    public static ProtectionSet Only(Protection protection) => new((byte)(1 << (int)protection));

    /// <summary>Nothing fits.</summary>
    public bool IsEmpty => Mask == 0;

    /// <summary>True when the page may have this protection.</summary>
    public bool MayBe(Protection protection) => (Mask & (1 << (int)protection)) != 0;

    /// <summary>True when the page certainly has this protection.</summary>
    public bool MustBe(Protection protection) => Mask == 1 << (int)protection;

    /// <summary>What is in either set.</summary>
    public ProtectionSet Or(ProtectionSet other) => new((byte)(Mask | other.Mask));

    /// <summary>What is in both sets.</summary>
    public ProtectionSet And(ProtectionSet other) => new((byte)(Mask & other.Mask));

    /// <summary>Those that allow every access in <paramref name="access"/>.</summary>
    public ProtectionSet Allowing(Protection access) => Where(p => (p & access) == access);

    /// <summary>Those that deny some access in <paramref name="access"/>.</summary>
    public ProtectionSet Denying(Protection access) => Where(p => (p & access) != access);

    /// <summary>The protections as /proc/PID/maps shows them.</summary>
    public override string ToString()
    {
        var mask = Mask;
        return string.Join(" or ", Enumerable.Range(0, 4).Where(p => (mask & (1 << p)) != 0)
            .Select(p => Describe((Protection)p)));
    }

    /// <summary>A protection as /proc/PID/maps shows it.</summary>
    public static string Describe(Protection protection) => protection switch
    {
        Protection.None => "---",
        Protection.Read => "r--",
        Protection.Write => "-w-",
        Protection.ReadWrite => "rw-",
        _ => throw new ArgumentOutOfRangeException(nameof(protection)),
    };

    private ProtectionSet Where(Predicate<Protection> keep)
    {
        var mask = 0;
        for (var p = 0; p < 4; p++)
        {
            if ((Mask & (1 << p)) != 0 && keep((Protection)p))
            {
                mask |= 1 << p;
            }
        }

        return new ProtectionSet((byte)mask);
    }
}
