// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>Compares causes as reports print them: what triggers a defect, and what is unusual about it.</summary>
internal static class Causes
{
    /// <summary>
    /// True when both mean the same defect of one requirement: another run may have tried other functions first.
    /// </summary>
    internal static bool AreSame(string one, string other)
    {
        if (one == other)
        {
            return true;
        }

        var (kinds, odd) = Split(one);
        var (otherKinds, otherOdd) = Split(other);
        return odd == otherOdd && (kinds.Contains(StepKinds.AnyRequest) || otherKinds.Contains(StepKinds.AnyRequest)
            ? kinds.Concat(otherKinds).All(k => k == StepKinds.AnyRequest || StepKinds.IsRequest(k))
            : kinds.Intersect(otherKinds).Any());
    }

    private static (string[] Kinds, string Odd) Split(string cause)
    {
        var parts = cause.Split("; ", 2);
        return (parts[0].Split(", "), parts.Length > 1 ? parts[1] : "");
    }
}
