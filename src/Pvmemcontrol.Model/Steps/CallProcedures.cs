// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Setup;
using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.Steps;

/// <summary>The driver's entry points with what the kernel and the VMM do around them.</summary>
internal static class CallProcedures
{
    /// <summary>The steps of a call.</summary>
    internal static Procedure Build(Call call, GuestDriver driver)
    {
        var p = new ProcedureBuilder(driver.Document);
        switch (call)
        {
            case Call.Open:
                Open(p, driver);
                break;
            case Call.Ioctl:
                Ioctl(p, driver);
                break;
            case Call.Release:
                Release(p, driver);
                break;
            case Call.Probe:
                PciCore.Probe(p, driver);
                break;
            case Call.Remove:
                PciCore.Remove(p, driver);
                break;
            case Call.Kexec:
                Machine.Kexec(p, driver);
                break;
            case Call.Hibernate:
                Machine.Hibernate(p, driver);
                break;
            case Call.Crash:
                Machine.Crash(p, driver);
                break;
            case Call.Offline:
                Machine.Offline(p, driver);
                break;
            case Call.Vanish:
                p.By("hot-plug", "the device is pulled out", static (ref m) => m.Vanish());
                break;
            case Call.Alien alien:
                var command = alien.Command;
                p.By("another vCPU", $"writes {command.ToString().ToUpperInvariant()} to the command register",
                    (ref m) => m.WriteAlien(command));
                break;
            case Call.Posted:
                Posted(p);
                break;
            case Call.Snapshot:
                p.By("VMM", "saves the machine and restores it", static (ref m) => m.Snapshot());
                break;
            case Call.Unplug:
                p.By("VMM", "takes the memory out of the guest", static (ref m) => m.Unplug());
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(call));
        }

        return p.Build();
    }

    /// <summary>What the device does with a request while an actor waits for it.</summary>
    internal static void Serve(ProcedureBuilder p)
    {
        p.Enter(StepRegion.Device);
        p.By("device", "fetches the request", static (ref m) => m.Fetch());
        p.By("device", "performs it", static (ref m) => m.Perform());
        p.By("device", "replies", static (ref m) => m.Reply(), Choices.Request);
        p.Leave(StepRegion.Device);
    }

    private static void Open(ProcedureBuilder p, GuestDriver driver)
    {
        if ((driver.State & DriverState.Misc) == 0)
        {
            driver.Open(p);
            return;
        }

        // misc_open() looks the minor up and calls the driver's open with misc_mtx held.
        p.By("misc_open", "mutex_lock(&misc_mtx)", static (ref m) => m.MiscLock());
        p.By("misc_open", "looks for the node", static (ref m) =>
        {
            if (!m.IsMiscRegistered)
            {
                m.MiscUnlock();
                m.Return();
            }
        });
        p.Inline(driver.Open);
        p.By("misc_open", "mutex_unlock(&misc_mtx)", static (ref m) => m.MiscUnlock());
    }

    private static void Ioctl(ProcedureBuilder p, GuestDriver driver)
    {
        p.By("ioctl(2)", "finds the open file", static (ref m) => m.ReturnErrorIf(!m.IsOpen));
        driver.Ioctl(p);
    }

    private static void Release(ProcedureBuilder p, GuestDriver driver)
    {
        p.By("close(2)", "drops the last reference", static (ref m) => m.CloseFile());
        driver.Release(p);
    }

    private static void Posted(ProcedureBuilder p)
    {
        var start = p.NewLabel();
        p.Mark(start);
        p.By("VMM", "takes up the posted write", static (ref m) => m.AwaitPosted());
        Serve(p);
        p.By("VMM", "waits for the next one", (ref m) => m.Goto(start));
    }
}
