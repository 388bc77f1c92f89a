// SPDX-License-Identifier: Apache-2.0

using System.Buffers.Binary;
using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Conformance.Guest;

/// <summary>Steps as bytes of fixed size, to be sent to the runner's process.</summary>
public static class StepCodec
{
    /// <summary>Bytes of a step.</summary>
    public const int StepSize = 40;

    private enum Tag : byte
    {
        Command = 1,
        Register,
        Send,
        Resend,
        ReadRegister,
        WriteRegister,
        Fill,
        Store,
        Load,
        HostCall,
        VmReset,
        SaveRestore,
        EmptyPool,
        Save,
        RestoreDamaged,
    }

    /// <summary>Writes the steps one after another.</summary>
    public static void Encode(ImmutableArray<Step> steps, Span<byte> destination)
    {
        foreach (var step in steps)
        {
            Encode(step, destination[..StepSize]);
            destination = destination[StepSize..];
        }
    }

    /// <summary>Reads a number of steps.</summary>
    /// <exception cref="FormatException">The bytes are not steps.</exception>
    public static ImmutableArray<Step> Decode(ReadOnlySpan<byte> source, int count)
    {
        var steps = ImmutableArray.CreateBuilder<Step>(count);
        for (var i = 0; i < count; i++)
        {
            steps.Add(Decode(source.Slice(i * StepSize, StepSize)));
        }

        return steps.MoveToImmutable();
    }

    private static void Encode(Step step, Span<byte> to)
    {
        to.Clear();
        switch (step)
        {
            case Step.Command s:
                Put(to, Tag.Command, 0, 0, s.Value);
                break;
            case Step.Register s:
                Put(to, Tag.Register, s.Slot, (byte)s.Form, s.Buffer);
                break;
            case Step.Send s:
                Put(to, Tag.Send, s.Slot, 0, 0);
                s.Request.Encode(to[8..]);
                break;
            case Step.Resend s:
                Put(to, Tag.Resend, s.Slot, 0, 0);
                break;
            case Step.ReadRegister s:
                Put(to, Tag.ReadRegister, 0, s.Width, s.Offset);
                break;
            case Step.WriteRegister s:
                Put(to, Tag.WriteRegister, 0, s.Width, s.Offset, s.Value);
                break;
            case Step.Fill s:
                Put(to, Tag.Fill, 0, s.Tag, s.Page);
                break;
            case Step.Store s:
                Put(to, Tag.Store, 0, 0, s.Address, s.Value);
                break;
            case Step.Load s:
                Put(to, Tag.Load, 0, 0, s.Address);
                break;
            case Step.HostCall s:
                Put(to, Tag.HostCall, 0, 0, (ulong)s.Function, s.Address, s.Length);
                break;
            case Step.VmReset:
                Put(to, Tag.VmReset, 0, 0);
                break;
            case Step.SaveRestore s:
                Put(to, Tag.SaveRestore, 0, (byte)s.Over);
                break;
            case Step.EmptyPool:
                Put(to, Tag.EmptyPool, 0, 0);
                break;
            case Step.Save:
                Put(to, Tag.Save, 0, 0);
                break;
            case Step.RestoreDamaged s:
                Put(to, Tag.RestoreDamaged, 0, (byte)s.Damage, s.Where);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(step), step, "no such step");
        }
    }

    private static Step Decode(ReadOnlySpan<byte> from)
    {
        var (small, byteOperand, a, b, c) = (from[1], from[2], Word(from, 0), Word(from, 1), Word(from, 2));
        return (Tag)from[0] switch
        {
            Tag.Command => new Step.Command((uint)a),
            Tag.Register => new Step.Register(small, a, (AddressForm)byteOperand),
            Tag.Send => new Step.Send(small, Request.Decode(from[8..])),
            Tag.Resend => new Step.Resend(small),
            Tag.ReadRegister => new Step.ReadRegister(a, byteOperand),
            Tag.WriteRegister => new Step.WriteRegister(a, byteOperand, b),
            Tag.Fill => new Step.Fill((ushort)a, byteOperand),
            Tag.Store => new Step.Store(a, b),
            Tag.Load => new Step.Load(a),
            Tag.HostCall => new Step.HostCall((FunctionCode)a, b, c),
            Tag.VmReset => new Step.VmReset(),
            Tag.SaveRestore => new Step.SaveRestore((RestoredOver)byteOperand),
            Tag.EmptyPool => new Step.EmptyPool(),
            Tag.Save => new Step.Save(),
            Tag.RestoreDamaged => new Step.RestoreDamaged((StateDamage)byteOperand, a),
            var tag => throw new FormatException($"no step has the tag {(byte)tag}"),
        };
    }

    private static void Put(Span<byte> to, Tag tag, byte small, byte byteOperand, params ReadOnlySpan<ulong> words)
    {
        to[0] = (byte)tag;
        to[1] = small;
        to[2] = byteOperand;
        for (var i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(to[(8 + (i * 8))..], words[i]);
        }
    }

    private static ulong Word(ReadOnlySpan<byte> from, int index) =>
        BinaryPrimitives.ReadUInt64LittleEndian(from[(8 + (index * 8))..]);
}
