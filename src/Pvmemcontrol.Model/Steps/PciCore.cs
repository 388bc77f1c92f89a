// SPDX-License-Identifier: Apache-2.0

namespace Pvmemcontrol.Model.Steps;

/// <summary>
/// What the PCI core does around a driver. It holds the device lock over probe and remove, takes a positive return of
/// probe for success (and warns), and calls remove if the device is bound.
/// </summary>
internal static class PciCore
{
    private const string Source = "PCI core";

    internal static void Probe(ProcedureBuilder p, GuestDriver driver)
    {
        p.By(Source, "takes the device lock and calls probe", static (ref m) => m.BeginProbe());
        p.Inline(driver.Probe);
        p.By(Source, "takes the return value of probe", static (ref m) => m.EndProbe());
    }

    internal static void Remove(ProcedureBuilder p, GuestDriver driver)
    {
        p.By(Source, "takes the device lock; remove, if bound", static (ref m) => m.BeginRemove());
        p.Inline(driver.Remove);
        p.By(Source, "unbinds the device and unmaps its registers", static (ref m) => m.EndRemove());
    }
}
