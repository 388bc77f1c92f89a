// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.VfioUser.Tagging;

/// <summary>
/// Requests that the guest's test program makes up: a function that no device has, a number that is used once, and
/// words that depend on the number. The reply has other words that depend on it, so that each side knows what it
/// receives.
/// </summary>
public static class TaggedRequest
{
    /// <summary>The function code, the bytes of "1gatcmvp": no other request has it.</summary>
    public const ulong Function = 0x7076_6D63_7461_6731;

    /// <summary>Bits 48 and above of a number are the thread that uses it.</summary>
    private const int ThreadShift = 48;

    private enum Word : ulong
    {
        Length = 1,
        Arg = 2,
        Code = 3,
        Arg0 = 4,
        Arg1 = 5,
    }

    /// <summary>True when the request claims to be one.</summary>
    public static bool IsTagged(in Request request) => request.FunctionCode == Function;

    /// <summary>True when all its words belong to one number.</summary>
    public static bool IsWhole(in Request request) => request == Of(request.Address);

    /// <summary>The request with this number.</summary>
    public static Request Of(ulong number) =>
        new(Function, number, Hash(number, Word.Length), Hash(number, Word.Arg));

    /// <summary>The reply to it.</summary>
    /// <param name="number">The number of the request.</param>
    /// <param name="errno">What the device answers: no device has the function.</param>
    public static Reply ReplyTo(ulong number, Errno errno) =>
        new((uint)errno, (uint)Hash(number, Word.Code), number, Hash(number, Word.Arg0), Hash(number, Word.Arg1));

    /// <summary>True when the reply is one to this number, with any error number.</summary>
    public static bool IsReplyTo(in Reply reply, ulong number) => reply == ReplyTo(number, (Errno)reply.Errno);

    /// <summary>The thread that uses a number; each counts up.</summary>
    public static int ThreadOf(ulong number) => (int)(number >> ThreadShift);

    private static ulong Hash(ulong number, Word word)
    {
        var x = (number * 0x9E37_79B9_7F4A_7C15) + ((ulong)word * 0xD1B5_4A32_D192_ED03);
        x = (x ^ (x >> 30)) * 0xBF58_476D_1CE4_E5B9;
        x = (x ^ (x >> 27)) * 0x94D0_49BB_1331_11EB;
        return x ^ (x >> 31);
    }
}
