// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Conformance.Guest;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Conformance.Rounds;

/// <summary>Draws rounds. The same seed gives the same steps; their interleaving differs from run to run.</summary>
internal sealed class RoundGenerator
{
    /// <summary>Nanoseconds.</summary>
    internal const int LongestPause = 120_000;

    /// <summary>One drop in this many meets the slowest request: it takes long to prepare.</summary>
    private const int SlowestOnes = 6;

    /// <summary>How often a request is sent while it is rewritten: a second read soon after seldom shows.</summary>
    private const int Rewritten = 2_000;

    private readonly SeededDraw _draw;
    private readonly ulong _seed;
    private readonly ulong _drops;
    private readonly List<Request> _requests = [];
    private readonly List<ImmutableArray<VcpuStep>.Builder> _vcpus = [];

    private RoundGenerator(ulong seed, ulong drops)
    {
        (_seed, _drops) = (seed, drops);
        _draw = new SeededDraw(seed);
    }

    /// <summary>The round of a seed, for a device with these working drops: <see cref="Drops"/>.</summary>
    internal static Round Generate(ulong seed, ulong drops)
    {
        var generator = new RoundGenerator(seed, drops);
        return generator._draw.Below(17) switch
        {
            < 4 => generator.Parallel(),
            < 9 => generator.Hammered(),
            < 15 => generator.Drop(),
            _ => generator.OneChannel(),
        };
    }

    /// <summary>A round in which a request is rewritten while the device reads it, again and again.</summary>
    internal static Round GenerateRewritten(ulong seed)
    {
        var generator = new RoundGenerator(seed, drops: 0);
        var (request, offset, flips) = RewrittenRequest.Draw(generator._draw);
        var slot = generator.NewSlot(request);
        generator.NewVcpu().Add(new VcpuStep(VcpuAction.Repeat, slot, Value: Rewritten));
        generator.NewVcpu().Add(new VcpuStep(VcpuAction.Rewrite, slot, (ulong)offset, flips));
        return generator.Made(channels: 1);
    }

    /// <summary>
    /// A round in which a drop of channels almost certainly meets a request in flight, with two vCPUs that run at once.
    /// </summary>
    internal static Round GenerateOverlap(ulong seed, VcpuStep drop)
    {
        var generator = new RoundGenerator(seed, drops: 0);
        var request = RoundRequests.Slowest(generator._draw);
        generator.NewVcpu().Add(VcpuStep.Send(generator.NewSlot(request)));
        var dropper = generator.NewVcpu();
        dropper.Add(VcpuStep.Pause(LongestPause));
        dropper.Add(drop);
        dropper.Add(new VcpuStep(VcpuAction.Reuse, 0, 1, RoundRequests.PagesOf(request)));
        return generator.Made(channels: 1);
    }

    /// <summary>Requests on different channels; the vCPUs share only one page.</summary>
    private Round Parallel()
    {
        var vcpus = 2 + (_draw.Below(3) / 2);
        for (var vcpu = 0; vcpu < vcpus; vcpu++)
        {
            var steps = NewVcpu();
            var requests = 1 + _draw.Below(4);
            for (var i = 0; i < requests; i++)
            {
                Pause(steps, 1000);
                steps.Add(VcpuStep.Send(NewSlot(RoundRequests.Any(_draw, vcpu))));
            }
        }

        return Made(_requests.Count);
    }

    /// <summary>Two vCPUs that send requests without a pause, to hit race windows of some nanoseconds.</summary>
    private Round Hammered()
    {
        for (var vcpu = 0; vcpu < 2; vcpu++)
        {
            var steps = NewVcpu();
            for (var i = 0; i < Round.MostSteps; i++)
            {
                steps.Add(VcpuStep.Send(NewSlot(RoundRequests.Any(_draw, vcpu))));
            }
        }

        return Made(_requests.Count);
    }

    /// <summary>Channels that are dropped with requests in flight, and memory that is then reused.</summary>
    private Round Drop()
    {
        var senders = 1 + (_draw.Below(4) / 3);
        var pages = 0UL;
        for (var vcpu = 0; vcpu < senders; vcpu++)
        {
            var steps = NewVcpu();
            var requests = 1 + _draw.Below(3);
            for (var i = 0; i < requests; i++)
            {
                Pause(steps, 2000);
                var request = vcpu == 0 && i == 0 && _draw.Below(SlowestOnes) == 0
                    ? RoundRequests.Slowest(_draw)
                    : RoundRequests.ForDrop(_draw, vcpu);
                pages |= RoundRequests.PagesOf(request);
                steps.Add(VcpuStep.Send(NewSlot(request)));
            }
        }

        var channels = _requests.Count;
        var dropper = NewVcpu();
        Pause(dropper, LongestPause);
        dropper.Add(AnyDrop());
        if (_draw.Below(4) > 0)
        {
            dropper.Add(new VcpuStep(VcpuAction.Reuse, 0, (1UL << channels) - 1, pages));
        }

        if (_draw.Below(3) == 0)
        {
            Rehandshake(dropper);
        }

        if (_draw.Below(8) == 0)
        {
            var second = NewVcpu();
            Pause(second, LongestPause);
            second.Add(AnyDrop());
        }

        return Made(channels);
    }

    /// <summary>Two vCPUs that write the same command: the second while the first is in flight.</summary>
    private Round OneChannel()
    {
        var shared = NewSlot(_draw.Below(4) == 0
            ? RoundRequests.Info(_draw)
            : RoundRequests.Slow(_draw));
        var vcpus = 2 + (_draw.Below(4) / 3);
        for (var vcpu = 0; vcpu < vcpus; vcpu++)
        {
            var steps = NewVcpu();
            Pause(steps, vcpu == 0 ? 500 : 20_000);
            steps.Add(VcpuStep.Send(shared));
            if (_draw.Below(3) == 0)
            {
                steps.Add(VcpuStep.Send(NewSlot(RoundRequests.Info(_draw))));
            }
        }

        return Made(_requests.Count);
    }

    private void Rehandshake(ImmutableArray<VcpuStep>.Builder steps)
    {
        steps.Add(VcpuStep.Command(TransportCommand.Reset));
        var slot = NewSlot(RoundRequests.Info(_draw));
        steps.Add(new VcpuStep(VcpuAction.Register, slot));
        steps.Add(VcpuStep.Command(TransportCommand.Ready));
        steps.Add(VcpuStep.Send(slot));
    }

    private VcpuStep AnyDrop()
    {
        var working = Drops.All.Where(d => Drops.Works(d, _drops)).ToList();
        return working.Count == 0 ? Drops.All[0] : working[_draw.Below(working.Count)];
    }

    private ImmutableArray<VcpuStep>.Builder NewVcpu()
    {
        _vcpus.Add(ImmutableArray.CreateBuilder<VcpuStep>());
        return _vcpus[^1];
    }

    private int NewSlot(Request request)
    {
        _requests.Add(request);
        return _requests.Count - 1;
    }

    /// <summary>Adds a pause; short ones are as frequent as long ones.</summary>
    private void Pause(ImmutableArray<VcpuStep>.Builder steps, int longest)
    {
        var nanoseconds = longest >> _draw.Below(10);
        if (_draw.Below(4) > 0)
        {
            steps.Add(VcpuStep.Pause(nanoseconds));
        }
    }

    private Round Made(int channels) => new(_seed, channels, [.. _requests], [.. _vcpus.Select(v => v.ToImmutable())]);
}
