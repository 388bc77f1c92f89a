// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Guest;

/// <summary>Steps for one vCPU over one layout of guest RAM, from a fresh device and fresh memory.</summary>
/// <param name="Seed">What it was generated from; 0 for one written by hand.</param>
/// <param name="Layout">The regions.</param>
/// <param name="Steps">At most <see cref="MaxSteps"/>.</param>
public sealed record Scenario(ulong Seed, GuestLayout Layout, ImmutableArray<Step> Steps)
{
    /// <summary>The longest scenario that the runner takes.</summary>
    public const int MaxSteps = 250;

    /// <summary>How many steps make a request of the device, or of the kernel where there is no device.</summary>
    public int Requests => Steps.Count(s => s is Step.Send or Step.Resend or Step.HostCall);

    /// <summary>How many steps there are beside RESET, the REGISTERs and READY of the first handshake.</summary>
    public int StepsAfterHandshake
    {
        get
        {
            var ready = Steps.IndexOf(new Step.Command(TransportCommand.Ready));
            return Steps.Where((step, i) => i > ready || step is not (Step.Command or Step.Register)).Count();
        }
    }

    /// <summary>One step per line.</summary>
    public override string ToString() => string.Join('\n', Steps);
}
