// SPDX-License-Identifier: Apache-2.0

using System.Text.Json;
using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>Writes and reads the steps of a trace as the fields of JSON objects.</summary>
internal static class TraceSteps
{
    private const int LastSlot = Slots.Count - 1;

    /// <summary>Writes the fields of a step into the open object.</summary>
    internal static void Write(Utf8JsonWriter json, Step step)
    {
        switch (step)
        {
            case Step.Command s:
                Begin(json, nameof(Step.Command));
                TraceParts.Word(json, "value", s.Value);
                break;
            case Step.Register s:
                Begin(json, nameof(Step.Register));
                json.WriteNumber("slot", s.Slot);
                TraceParts.Word(json, "buffer", s.Buffer);
                json.WriteString("form", s.Form.ToString());
                break;
            case Step.Send s:
                Begin(json, nameof(Step.Send));
                json.WriteNumber("slot", s.Slot);
                TraceParts.WriteRequest(json, s.Request);
                break;
            case Step.Resend s:
                Begin(json, nameof(Step.Resend));
                json.WriteNumber("slot", s.Slot);
                break;
            case Step.ReadRegister s:
                Begin(json, nameof(Step.ReadRegister));
                TraceParts.Word(json, "offset", s.Offset);
                json.WriteNumber("width", s.Width);
                break;
            case Step.WriteRegister s:
                Begin(json, nameof(Step.WriteRegister));
                TraceParts.Word(json, "offset", s.Offset);
                json.WriteNumber("width", s.Width);
                TraceParts.Word(json, "value", s.Value);
                break;
            case Step.Fill s:
                Begin(json, nameof(Step.Fill));
                json.WriteNumber("page", s.Page);
                json.WriteNumber("tag", s.Tag);
                break;
            case Step.Store s:
                Begin(json, nameof(Step.Store));
                TraceParts.Word(json, "address", s.Address);
                TraceParts.Word(json, "value", s.Value);
                break;
            case Step.Load s:
                Begin(json, nameof(Step.Load));
                TraceParts.Word(json, "address", s.Address);
                break;
            case Step.HostCall s:
                Begin(json, nameof(Step.HostCall));
                json.WriteString("function", s.Function.ToString());
                TraceParts.Word(json, "address", s.Address);
                TraceParts.Word(json, "length", s.Length);
                break;
            case Step.RestoreDamaged s:
                Begin(json, nameof(Step.RestoreDamaged));
                json.WriteString("damage", s.Damage.ToString());
                TraceParts.Word(json, "where", s.Where);
                break;
            case Step.SaveRestore s:
                Begin(json, nameof(Step.SaveRestore));
                json.WriteString("over", s.Over.ToString());
                break;
            case Step.VmReset or Step.Save or Step.EmptyPool:
                Begin(json, step.GetType().Name);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(step), step, "no such step");
        }
    }

    /// <summary>Takes a step's fields.</summary>
    /// <exception cref="FormatException">They are not those of a step.</exception>
    internal static Step Read(Fields from) => from.Text("step") switch
    {
        nameof(Step.Command) => new Step.Command((uint)TraceParts.Word(from, "value", uint.MaxValue)),
        nameof(Step.Register) => new Step.Register(Slot(from), from.Word("buffer"), from.Member<AddressForm>("form")),
        nameof(Step.Send) => new Step.Send(Slot(from), TraceParts.ReadRequest(from)),
        nameof(Step.Resend) => new Step.Resend(Slot(from)),
        nameof(Step.ReadRegister) => new Step.ReadRegister(from.Word("offset"), Width(from)),
        nameof(Step.WriteRegister) => new Step.WriteRegister(from.Word("offset"), Width(from), from.Word("value")),
        nameof(Step.Fill) => new Step.Fill(
            (ushort)from.Number("page", 0, ushort.MaxValue), (byte)from.Number("tag", 0, byte.MaxValue)),
        nameof(Step.Store) => new Step.Store(from.Word("address"), from.Word("value")),
        nameof(Step.Load) => new Step.Load(from.Word("address")),
        nameof(Step.HostCall) => new Step.HostCall(
            from.Member<FunctionCode>("function"), from.Word("address"), from.Word("length")),
        nameof(Step.VmReset) => new Step.VmReset(),
        nameof(Step.SaveRestore) => new Step.SaveRestore(
            from.Has("over") ? from.Member<RestoredOver>("over") : RestoredOver.SameAddresses),
        nameof(Step.Save) => new Step.Save(),
        nameof(Step.RestoreDamaged) =>
            new Step.RestoreDamaged(from.Member<StateDamage>("damage"), from.Word("where")),
        nameof(Step.EmptyPool) => new Step.EmptyPool(),
        _ => throw new FormatException("'step' names no kind of steps"),
    };

    private static void Begin(Utf8JsonWriter json, string name) => json.WriteString("step", name);

    private static byte Slot(Fields from) => (byte)from.Number("slot", 0, LastSlot);

    private static byte Width(Fields from) => from.Number("width", 1, 8) is var width and (1 or 2 or 4 or 8)
        ? (byte)width
        : throw new FormatException("'width' is none of 1, 2, 4, 8");
}
