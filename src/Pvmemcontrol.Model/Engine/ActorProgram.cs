// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Model.GuestKernel;
using Pvmemcontrol.Model.State;
using Pvmemcontrol.Model.Steps;

namespace Pvmemcontrol.Model.Engine;

/// <summary>The calls of an actor as one row of steps. The number after the last one means that it is done.</summary>
internal sealed class ActorProgram
{
    private readonly ImmutableArray<Place> _places;

    private ActorProgram(ImmutableArray<Place> places) => _places = places;

    /// <summary>The number that means done.</summary>
    internal int End => _places.Length;

    /// <summary>The row as it is known to the states of the world.</summary>
    internal StepPosition[] Positions =>
        [.. _places.Select((place, number) => new StepPosition(place.Frame, place.Step.Region, number == place.Start))];

    /// <summary>The step and its call.</summary>
    internal ref readonly Place this[int number] => ref _places.ItemRef(number);

    /// <summary>Lays the calls of an actor out.</summary>
    /// <param name="frames">The calls, with what the steps need to know of each.</param>
    /// <param name="driver">The driver whose steps they take.</param>
    internal static ActorProgram Of(IEnumerable<CallFrame> frames, GuestDriver driver)
    {
        var places = ImmutableArray.CreateBuilder<Place>();
        foreach (var frame in frames)
        {
            var procedure = CallProcedures.Build(frame.Call, driver);
            var start = places.Count;
            var end = start + procedure.Steps.Length;
            places.AddRange(procedure.Steps.Select(step => new Place(step, frame, procedure.Labels, start, end)));
        }

        return new ActorProgram(places.ToImmutable());
    }

    /// <summary>One step where it stands.</summary>
    internal readonly record struct Place(
        Step Step, CallFrame Frame, ImmutableArray<int> Labels, int Start, int End)
    {
        /// <summary>Where the actor is after this step.</summary>
        internal int After(Flow flow, int here) =>
            flow.IsNext ? here + 1
            : flow.IsReturn ? Step.ReturnsTo is { } label ? Start + Labels[label.Number] : End
            : Start + Labels[flow.Label.Number];
    }
}
