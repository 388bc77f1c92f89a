// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Conformance.Evidence;

/// <summary>A step without its values: what it is, and what is unusual about it.</summary>
/// <param name="Kind">One of <see cref="StepKinds"/>, or the name of a function.</param>
/// <param name="Odd">What is unusual.</param>
internal readonly record struct StepShape(string Kind, Oddity Odd);

/// <summary>The kinds of steps that are no requests of a known function, and what kinds have in common.</summary>
internal static class StepKinds
{
    internal const string Reset = "RESET";
    internal const string Register = "REGISTER";
    internal const string BareRegister = "REGISTER of the address as it is";
    internal const string Ready = "READY";
    internal const string Disconnect = "DISCONNECT";
    internal const string Ack = "ACK as a command";
    internal const string Error = "ERROR as a command";
    internal const string UnknownCommand = "unknown command";
    internal const string UnknownFunction = "unknown function";
    internal const string Resend = "a command again";
    internal const string Read = "register read";
    internal const string Write = "register write";
    internal const string Memory = "guest access";
    internal const string VmReset = "VM reset";
    internal const string Restore = "save and restore";
    internal const string RestoreElsewhere = "restore at other addresses";
    internal const string Save = "save";
    internal const string DamagedState = "a damaged state";
    internal const string EmptyPool = "no huge pages";

    /// <summary>What stands for every request, whatever its function.</summary>
    internal const string AnyRequest = "any request";

    private static readonly ImmutableArray<ImmutableArray<FunctionCode>> Families =
    [
        [FunctionCode.Info],
        [FunctionCode.DontNeed, FunctionCode.Remove, FunctionCode.Free, FunctionCode.PageOut],
        [FunctionCode.MLock, FunctionCode.MUnlock],
        [FunctionCode.MProtectNone, FunctionCode.MProtectR, FunctionCode.MProtectW, FunctionCode.MProtectRW],
        [
            FunctionCode.DontDump, FunctionCode.SetVmaAnonName, FunctionCode.Mergeable, FunctionCode.Unmergeable,
        ],
    ];

    private static readonly ImmutableDictionary<string, int> FamilyOfFunction = Families
        .SelectMany((family, i) => family.Select(f => (Name: FunctionCodes.Name(f), Family: i)))
        .ToImmutableDictionary(f => f.Name, f => f.Family, StringComparer.Ordinal);

    /// <summary>The kinds of all requests of known functions.</summary>
    internal static ImmutableSortedSet<string> Functions { get; } =
        FamilyOfFunction.Keys.ToImmutableSortedSet(StringComparer.Ordinal);

    /// <summary>True for a request, of whatever function.</summary>
    internal static bool IsRequest(string kind) =>
        FamilyOfFunction.ContainsKey(kind) || kind is UnknownFunction or Resend;

    /// <summary>What functions that devices treat alike have in common; other kinds are alone.</summary>
    internal static string FamilyOf(string kind) =>
        FamilyOfFunction.TryGetValue(kind, out var family) ? FunctionCodes.Name(Families[family][0]) : kind;

    /// <summary>One function of each family.</summary>
    internal static IEnumerable<FunctionCode> OneOfEach => Families.Select(f => f[0]);
}
