// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Holes;

namespace Pvmemcontrol.Model.Device;

/// <summary>What a field of the reply may be.</summary>
/// <param name="Field">The field.</param>
/// <param name="Hole">Its possible values, and why.</param>
public readonly record struct FieldHole(ReplyField Field, ValueHole Hole)
{
    /// <summary>The field as the patch names it.</summary>
    public string FieldName => Field switch
    {
        ReplyField.Errno => "ret_errno",
        ReplyField.Code => "ret_code",
        ReplyField.Value => "ret_value",
        ReplyField.Arg0 => "arg0",
        ReplyField.Arg1 => "arg1",
        _ => throw new InvalidOperationException($"no field {Field}"),
    };

    /// <summary>True when the reply's field fits.</summary>
    public bool Admits(in Reply reply) => Hole.Admits(ValueIn(reply));

    /// <summary>The field's value in a reply.</summary>
    public ulong ValueIn(in Reply reply) => Field switch
    {
        ReplyField.Errno => reply.Errno,
        ReplyField.Code => reply.Code,
        ReplyField.Value => reply.Value,
        ReplyField.Arg0 => reply.Arg0,
        ReplyField.Arg1 => reply.Arg1,
        _ => throw new InvalidOperationException($"no field {Field}"),
    };
}
