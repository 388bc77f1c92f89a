// SPDX-License-Identifier: Apache-2.0

using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Impl.Device;
using Xunit;

namespace Pvmemcontrol.Concurrency.Support;

/// <summary>What is not rewritten runs as it likes, and no schedule says anything about it.</summary>
public sealed class RewritingTests
{
    [Theory]
    [InlineData(typeof(RewritingTests))]
    [InlineData(typeof(PvmemcontrolDevice))]
    public void The_suite_and_the_implementation_are_rewritten(Type type) =>
        Assert.NotEmpty(type.Assembly.GetCustomAttributes(typeof(RewritingSignatureAttribute), inherit: false));
}
