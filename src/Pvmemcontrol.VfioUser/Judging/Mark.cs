// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.VfioUser.Judging;

/// <summary>A word in the mark register: the kind in bits 24 to 31, and a value below.</summary>
/// <param name="Kind">What is said.</param>
/// <param name="Value">Of 24 bits.</param>
public readonly record struct Mark(MarkKind Kind, int Value)
{
    private const int KindShift = 24;
    private const int ErrnoMask = 0xFFF;
    private const int BoundBit = 1 << 12;
    private const int NodeBit = 1 << 13;

    /// <summary>The error number of what was asked for.</summary>
    public int Errno => Value & ErrnoMask;

    /// <summary>The device has a driver.</summary>
    public bool IsBound => (Value & BoundBit) != 0;

    /// <summary>Users have a node.</summary>
    public bool HasNode => (Value & NodeBit) != 0;

    /// <summary>The mark in a word; null if it is none.</summary>
    public static Mark? Decode(uint word) => Enum.IsDefined((MarkKind)(word >> KindShift))
        ? new Mark((MarkKind)(word >> KindShift), (int)(word & ((1 << KindShift) - 1)))
        : null;

    /// <summary>The word.</summary>
    public uint Encode() => ((uint)Kind << KindShift) | (uint)Value;

    /// <summary>The end of an attempt to bind.</summary>
    /// <param name="errno">Of the attempt.</param>
    /// <param name="isBound">The device has a driver.</param>
    /// <param name="hasNode">Users have a node.</param>
    public static Mark BindEnd(int errno, bool isBound, bool hasNode) =>
        new(MarkKind.BindEnd, errno | (isBound ? BoundBit : 0) | (hasNode ? NodeBit : 0));

    /// <summary>In a few words.</summary>
    public override string ToString() => Kind switch
    {
        MarkKind.Boot => $"the guest has started, {Value} possible CPUs",
        MarkKind.BindBegin => "bind begins",
        MarkKind.BindEnd => $"bind ends: {Result()}, {(IsBound ? "bound" : "not bound")}"
            + (HasNode ? ", users have a node" : ""),
        MarkKind.UnbindBegin => "unbind begins",
        MarkKind.UnbindEnd => $"unbind ends: {Result()}",
        MarkKind.NextFault => "the next fault",
        MarkKind.Fault => $"fault {Value}",
        MarkKind.RequestsBegin => Value == 0 ? "requests, each thread with a file" : "requests, threads share a file",
        MarkKind.RequestsEnd => $"requests are over, {Value} replies were right",
        MarkKind.Churned => "free memory has been used by others",
        MarkKind.Kexec => "kexec",
        MarkKind.Reboot => "reboot",
        MarkKind.Checked => $"the guest tries PVMC-DRV-{Value:000}",
        MarkKind.Found => $"the guest has seen that PVMC-DRV-{Value:000} is not met",
        MarkKind.HotPlug => "the guest waits for memory",
        MarkKind.Suspend => "suspend",
        MarkKind.Resumed => "resumed",
        MarkKind.Done => "the guest is done",
        _ => throw new InvalidOperationException($"mark {Kind}"),
    };

    private string Result() => Errno == 0 ? "no error" : $"errno {Errno}";
}
