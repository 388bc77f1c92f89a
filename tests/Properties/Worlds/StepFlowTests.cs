// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Driver;
using Pvmemcontrol.Model.Steps;
using Xunit;

namespace Pvmemcontrol.Properties.Worlds;

/// <summary>Where an actor goes after a step.</summary>
public sealed class StepFlowTests
{
    [Fact]
    public void A_step_that_goes_to_two_places_is_an_error() => Assert.Throws<InvalidOperationException>(
        () => WorldSearch.Exhaust("calls-that-fail", new ReturnsTwice()));

    private sealed class ReturnsTwice : HardenedDriver
    {
        public override void Open(ProcedureBuilder p) => p.Do("open: returns twice", static (ref m) =>
        {
            m.Return();
            m.Return();
        });
    }
}
