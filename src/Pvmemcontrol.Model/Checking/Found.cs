// SPDX-License-Identifier: Apache-2.0

using System.Numerics;
using Pvmemcontrol.Model.Requirements;

namespace Pvmemcontrol.Model.Checking;

/// <summary>A violation before the path to it is known.</summary>
/// <param name="Requirement">What is violated.</param>
/// <param name="Kind">How.</param>
/// <param name="State">The state that violates, or from which the step does.</param>
/// <param name="Action">The step; <see cref="Expansion{TKey}.OfTheState"/> when it is the state.</param>
internal readonly record struct Found<TKey>(Requirement Requirement, ViolationKind Kind, TKey State, int Action)
    where TKey : unmanaged, IBinaryInteger<TKey>
{
    /// <summary>
    /// Of the violations of one kind at one depth, the one with the smallest key is shown, so that the result does
    /// not depend on which worker is first.
    /// </summary>
    internal void KeepSmallest(List<Found<TKey>> all)
    {
        for (var i = 0; i < all.Count; i++)
        {
            if (all[i].Requirement == Requirement && all[i].Kind == Kind)
            {
                all[i] = (State, Action).CompareTo((all[i].State, all[i].Action)) < 0 ? this : all[i];
                return;
            }
        }

        all.Add(this);
    }
}
