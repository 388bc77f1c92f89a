// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.State;

namespace Pvmemcontrol.Model.Steps;

/// <summary>Events of the whole machine: kexec, hibernation, a crash, a CPU that goes offline.</summary>
internal static class Machine
{
    /// <summary>device_shutdown() calls the hook; then the other CPUs are stopped and a new kernel runs.</summary>
    internal static void Kexec(ProcedureBuilder p, GuestDriver driver)
    {
        p.Inline(driver.Shutdown);
        p.By("kexec", "stops the other CPUs; another kernel owns the memory", static (ref m) => m.HandOver());
    }

    /// <summary>
    /// Tasks are frozen outside the kernel; the suspend hook, which may refuse; the image; the machine is off; the
    /// resume hook.
    /// </summary>
    internal static void Hibernate(ProcedureBuilder p, GuestDriver driver)
    {
        var thaw = p.NewLabel();
        p.By("hibernate", "freezes the tasks", static (ref m) => m.Freeze());
        p.Inline(driver.Suspend);
        p.By("hibernate", "reads every page in use, for the image; not if a driver refused", (ref m) =>
        {
            if (m.Error != ErrorCode.Success)
            {
                m.Goto(thaw);
            }
            else
            {
                m.WriteImage();
            }
        });
        p.By("hibernate", "the machine is off: device and host lose their state", static (ref m) => m.PowerCycle());
        p.Inline(driver.Resume);
        p.Mark(thaw);
        p.By("hibernate", "thaws the tasks", static (ref m) => m.Thaw());
    }

    /// <summary>
    /// No hook of the crashed kernel runs. The crash kernel probes its devices, and then dumps all memory.
    /// </summary>
    internal static void Crash(ProcedureBuilder p, GuestDriver driver)
    {
        p.By("crash", "stops the other CPUs; the crash kernel runs", static (ref m) => m.StopOthers());
        p.Inline(driver.ProbeInCrashKernel);
        p.By("crash", "/proc/vmcore: reads all memory of the crashed kernel", static (ref m) => m.ReadForDump());
    }

    /// <summary>
    /// The driver's callback, if it has one. Then stop_machine() waits for every task that is bound to the CPU. Later
    /// the CPU is back.
    /// </summary>
    internal static void Offline(ProcedureBuilder p, GuestDriver driver)
    {
        p.Inline(driver.CpuGoesOffline);
        p.By("cpuhp", "stop_machine: no task is bound to the CPU; it is offline", static (ref m) => m.TakeCpuDown());
        p.By("cpuhp", "the CPU is online again", static (ref m) => m.BringCpuUp());
    }
}
