// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Device;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>
/// What the requests that were performed may leave of the pages that users name, by the specification of requests. The
/// kernel's own pages are left out: no request that names a channel's page gets as far as the device.
/// </summary>
internal static class RamReference
{
    /// <summary>What the specification does not allow; null when it allows everything.</summary>
    internal static string? FindContradiction(DriverRun run)
    {
        ImmutableArray<HostMapping> possible = [Filled()];
        foreach (var (request, reply) in run.Rig.Log.Performed)
        {
            possible =
            [
                .. possible.SelectMany(host => new RequestSpec(Profile.Abi, host, [], default).Outcomes(request))
                    .Where(outcome => outcome.Reply.All(f => f.Admits(reply) || !f.Hole.Requirement.MakesViolation))
                    .Select(outcome => outcome.Host),
            ];
            if (possible.IsEmpty)
            {
                return $"{request} was answered {reply}{run}";
            }
        }

        for (var page = 0; page < DriverRam.UserPages; page++)
        {
            var bytes = new byte[PageGeometry.Size];
            var isReadable = run.Rig.Memory.TryRead(DriverRam.Page(page), bytes);
            possible = [.. possible.Select(host => Seen(host, page, isReadable, bytes)).OfType<HostMapping>()];
            if (possible.IsEmpty)
            {
                return $"page {page} {(isReadable ? "holds other bytes, or can be read" : "cannot be read")}{run}";
            }
        }

        return null;
    }

    private static HostMapping Filled()
    {
        var host = HostMapping.Fresh(DriverRam.Layout, HostCapabilities.Typical, UntouchedRules.BehindDevice);
        for (var page = 0; page < DriverRam.UserPages; page++)
        {
            host = host.Write(DriverRam.Page(page), PageImage.Filled(page, DriverRam.Tag).Bytes);
        }

        return host;
    }

    private static HostMapping? Seen(HostMapping host, int page, bool isReadable, byte[] bytes)
    {
        var vma = host.Pages[page].Vma;
        return isReadable
            ? host.Restrict(page, vma.Allowing(VmaFlags.Read))?.Read(DriverRam.Page(page), bytes, out _)
            : host.Restrict(page, vma.Denying(VmaFlags.Read));
    }
}
