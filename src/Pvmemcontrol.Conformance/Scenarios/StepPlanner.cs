// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Impl.Vcpus;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>Says which accesses a guest makes for a step.</summary>
/// <param name="program">Where they go.</param>
/// <param name="slots">The buffers and commands of the guest's channels.</param>
/// <param name="deniable">The pages to which accesses may fault.</param>
/// <param name="layout">Where guest RAM is.</param>
internal sealed class StepPlanner(
    GuestProgram program, Slots slots, DeniablePages deniable, GuestLayout layout)
{
    /// <summary>
    /// Adds a step to what the guest does next; false: the step is the VMM's.
    /// </summary>
    /// <param name="index">Its number in the scenario.</param>
    /// <param name="step">The step.</param>
    internal bool TryPlan(int index, Step step)
    {
        switch (step)
        {
            case Step.Command s:
                program.Begin(index, GuestProgram.Shown.Answer);
                program.Store(Bar.Start + Registers.Command, 4, s.Value);
                PlanAnswer();
                return true;
            case Step.Register s:
                PlanRegister(index, s);
                return true;
            case Step.Send s:
                PlanSend(index, s.Slot, s.Request);
                return true;
            case Step.Resend s:
                deniable.AddAll();
                PlanSend(index, s.Slot, null);
                return true;
            case Step.WriteRegister s:
                program.Begin(index, GuestProgram.Shown.Nothing);
                program.Store(Bar.Start + s.Offset, s.Width, s.Value);
                return true;
            case Step.Fill s:
                program.Begin(index, GuestProgram.Shown.Nothing);
                PageImage.FillPattern(
                    s.Page, s.Tag, program.Store(layout.AddressOfPage(s.Page), PageGeometry.Size));
                return true;
            case Step.Store s:
                program.Begin(index, GuestProgram.Shown.Nothing);
                program.Store(s.Address, sizeof(ulong), s.Value);
                return true;
            case Step.Load s:
                program.Begin(index, GuestProgram.Shown.Value);
                program.Load(s.Address, sizeof(ulong));
                return true;
            case Step.ReadRegister s:
                program.Begin(index, GuestProgram.Shown.Value);
                program.Load(Bar.Start + s.Offset, s.Width);
                return true;
            default:
                return false;
        }
    }

    private void PlanRegister(int index, Step.Register step)
    {
        slots.NoteBuffer(step.Slot, step.Buffer);
        program.Begin(index, GuestProgram.Shown.Answer);
        switch (step.Form)
        {
            case AddressForm.EightBytes:
                program.Store(Bar.Start + Registers.Address, 8, step.Buffer);
                break;
            case AddressForm.LowThenHigh:
                program.Store(Bar.Start + Registers.Address, 4, (uint)step.Buffer);
                program.Store(Bar.Start + Registers.AddressHigh, 4, step.Buffer >> 32);
                break;
            case AddressForm.HighThenLow:
                program.Store(Bar.Start + Registers.AddressHigh, 4, step.Buffer >> 32);
                program.Store(Bar.Start + Registers.Address, 4, (uint)step.Buffer);
                break;
            default:
                throw new InvalidOperationException($"no form {step.Form}");
        }

        program.Store(Bar.Start + Registers.Command, 4, (uint)TransportCommand.Register);
        PlanAnswer();
    }

    /// <summary>Reads the command register first and the response register after it.</summary>
    private void PlanAnswer()
    {
        program.Load(Bar.Start + Registers.Command, 4);
        program.Load(Bar.Start + Registers.Response, 4);
    }

    private void PlanSend(int index, byte slot, Request? request)
    {
        var address = slots.Buffer(slot);
        if (!layout.Place(address, Request.Size).IsGuestRam)
        {
            // The buffer is not in guest RAM: the guest can write the command, but neither fill nor read the buffer.
            program.Begin(index, GuestProgram.Shown.Nothing);
            program.Store(Bar.Start + Registers.Command, 4, slots.Command(slot));
            return;
        }

        program.Begin(index, GuestProgram.Shown.Reply);
        if (request is { } filled)
        {
            filled.Encode(program.Store(address, Request.Size));
            if (filled.IsKnown)
            {
                deniable.Add(filled.Function, filled.Address, filled.Length);
            }
        }

        program.Store(Bar.Start + Registers.Command, 4, slots.Command(slot));
        program.Load(address, Request.Size);
    }
}
