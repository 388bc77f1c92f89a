// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;

namespace Pvmemcontrol.VfioUser.Faults;

/// <summary>The faults of a run, by the names that the command line has.</summary>
public static class FaultList
{
    /// <summary>The word for all of them.</summary>
    public const string AllWord = "all";

    /// <summary>Every fault, in the order in which marks pick the next one.</summary>
    public static ImmutableArray<FaultKind> All { get; } =
        [.. Enum.GetValues<FaultKind>().Where(f => f != FaultKind.None)];

    /// <summary>The name of a fault, such as ready-unanswered.</summary>
    public static string NameOf(FaultKind fault) => fault switch
    {
        FaultKind.None => "none",
        FaultKind.ResetUnanswered => "reset-unanswered",
        FaultKind.RegisterRefused => "register-refused",
        FaultKind.ReadyUnanswered => "ready-unanswered",
        FaultKind.InfoUnanswered => "info-unanswered",
        FaultKind.InfoRefused => "info-refused",
        FaultKind.InfoPageSizeZero => "info-page-size-0",
        FaultKind.DisconnectUnanswered => "disconnect-unanswered",
        FaultKind.NeverDropped => "never-dropped",
        FaultKind.Slow => "slow",
        FaultKind.Silent => "silent",
        FaultKind.Gone => "gone",
        FaultKind.Refused => "refused",
        FaultKind.RepliesLost => "replies-lost",
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };

    /// <summary>The faults that a text names, with commas between, or null where a name is none.</summary>
    public static ImmutableArray<FaultKind>? Parse(string text)
    {
        if (text == AllWord)
        {
            return All;
        }

        var faults = ImmutableArray.CreateBuilder<FaultKind>();
        foreach (var name in text.Split(','))
        {
            var fault = All.FirstOrDefault(f => NameOf(f) == name);
            if (fault == FaultKind.None)
            {
                return null;
            }

            faults.Add(fault);
        }

        return faults.ToImmutable();
    }
}
