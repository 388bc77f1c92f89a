// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.GuestKernel;
using Pvmemcontrol.Model.State;
using Pvmemcontrol.Model.Steps;

namespace Pvmemcontrol.Model.Driver;

/// <summary>What all variants have in common: mapping the registers, and the handshake with the device.</summary>
internal static class Handshake
{
    /// <summary>The line is not known.</summary>
    internal const int NoLine = 0;

    /// <summary>Enables the device and maps its registers; both may fail.</summary>
    internal static void MapRegisters(ProcedureBuilder p, int enableLine, int mapLine)
    {
        Enable(p, enableLine, "pcim_enable_device", ErrorCode.NoDevice);
        Enable(p, mapLine, "pcim_iomap of BAR 0", ErrorCode.NoMemory);
    }

    /// <summary>
    /// pvmemcontrol_connect: RESET, a REGISTER for each possible CPU, READY. On any other answer than ACK the error is
    /// -EINVAL and the failure's label comes next.
    /// </summary>
    internal static void Connect(ProcedureBuilder p, Lines lines, Label failed)
    {
        Write(p, lines.Reset, TransportCommand.Reset);
        p.Enter(StepRegion.Handshake);
        Expect(p, lines.ResetAnswer, failed);
        p.Leave(StepRegion.Handshake);
        var loop = p.NewLabel();
        p.Mark(loop);
        p.Do(lines.Address, "writes the buffer address of the next CPU",
            static (ref m) => m.WriteAddress(m.Instance, m.Loop));
        p.Enter(StepRegion.Handshake);
        Write(p, lines.Register, TransportCommand.Register);
        Expect(p, lines.RegisterAnswer, failed);
        p.Do(lines.Response, "reads the channel's command", (ref m) =>
        {
            m.StoreCommand(m.Instance, m.Loop, m.ReadResponse(m.Instance));
            m.Loop++;
            m.GotoIf(m.Loop < m.Cpus, loop);
        });
        p.Leave(StepRegion.Handshake);
        Write(p, lines.Ready, TransportCommand.Ready);
        p.Enter(StepRegion.Handshake);
        p.Do(lines.ReadyAnswer, "reads the answer", (ref m) =>
        {
            m.Loop = 0;
            m.Error = m.ReadsAck(m.Instance) ? ErrorCode.Success : ErrorCode.Invalid;
            m.GotoIfError(failed);
        });
        p.Leave(StepRegion.Handshake);
    }

    /// <summary>pvmemcontrol_disconnect, whose failure is only logged.</summary>
    internal static void Disconnect(ProcedureBuilder p)
    {
        Write(p, NoLine, TransportCommand.Disconnect);
        p.Enter(StepRegion.Handshake);
        p.Do("reads the answer; anything but ERROR is only logged", static (ref m) => m.ReadsError(m.Instance));
        p.Leave(StepRegion.Handshake);
    }

    private static void Enable(ProcedureBuilder p, int line, string text, ErrorCode error) =>
        p.Do(line, text, (ref m) =>
        {
            if (!m.Succeeds())
            {
                m.Error = error;
                m.Return();
            }
        }, Choices.MayFail);

    private static void Write(ProcedureBuilder p, int line, TransportCommand command) => p.Do(line,
        $"writes {command.ToString().ToUpperInvariant()}", (ref m) => m.WriteCommand(m.Instance, command),
        Choices.Command);

    private static void Expect(ProcedureBuilder p, int line, Label failed) => p.Do(line, "reads the answer", (ref m) =>
    {
        if (!m.ReadsAck(m.Instance))
        {
            m.Loop = 0;
            m.Error = ErrorCode.Invalid;
            m.Goto(failed);
        }
    });

    /// <summary>The lines of the register accesses.</summary>
    internal readonly record struct Lines(
        int Reset, int ResetAnswer, int Address, int Register, int RegisterAnswer, int Response, int Ready,
        int ReadyAnswer)
    {
        /// <summary>No line is known.</summary>
        internal static Lines Unknown => default;
    }
}
