// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Conformance.Evidence;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Conformance.Targets;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>
/// The processes in which a campaign runs its scenarios. One is enough where it plays the guest: judging keeps the
/// other CPU busy. A real vCPU spends most of its time on exits, so each half of the scenarios gets a process.
/// </summary>
internal sealed class ScenarioSessions : IDisposable
{
    private readonly ScenarioSession _first;
    private readonly ScenarioSession _second;

    /// <summary>Starts them and loads the target.</summary>
    /// <exception cref="TargetUnusableException">
    /// The target cannot be used, or ended the process while loading; one line.
    /// </exception>
    internal ScenarioSessions(TargetSpec target, CampaignOptions options)
    {
        var (settings, layout) = (options.Runner, options.Layout);
        _first = new ScenarioSession(target, settings, layout);
        _second = _first;
        if (settings.Vcpus == Vcpus.Played || Environment.ProcessorCount == 1
            || layout.Regions.Any(r => r.Backing.IsHuge()))
        {
            return;
        }

        try
        {
            _second = new ScenarioSession(target, settings, layout);
        }
        catch (TargetUnusableException)
        {
            // It holds something of which there is one on a host.
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The process that runs a half, 0 or 1.</summary>
    internal ScenarioSession Of(int half) => half == 0 ? _first : _second;

    /// <inheritdoc/>
    public void Dispose()
    {
        _first.Dispose();
        if (_second != _first)
        {
            _second.Dispose();
        }
    }
}
