// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Steps;

/// <summary>Events of the whole machine: kexec, or hibernation.</summary>
internal static class Machine
{
    /// <summary>device_shutdown() calls the hook; then the other CPUs are stopped and a new kernel runs.</summary>
    internal static void Kexec(ProcedureBuilder p, GuestDriver driver)
    {
        p.Inline(driver.Shutdown);
        p.By("kexec", "stops the other CPUs; another kernel owns the memory", static (ref m) => m.HandOver());
    }

    /// <summary>Tasks are frozen outside the kernel; the suspend hook; the machine is off; the resume hook.</summary>
    internal static void Hibernate(ProcedureBuilder p, GuestDriver driver)
    {
        p.By("hibernate", "freezes the tasks", static (ref m) => m.Freeze());
        p.Inline(driver.Suspend);
        p.By("hibernate", "the machine is off: the device loses its state", static (ref m) => m.PowerCycle());
        p.Inline(driver.Resume);
        p.By("hibernate", "thaws the tasks", static (ref m) => m.Thaw());
    }
}
