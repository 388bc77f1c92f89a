// SPDX-License-Identifier: Apache-2.0

using Microsoft.Coyote.Rewriting;
using Pvmemcontrol.Impl.Device;
using Xunit;

namespace Pvmemcontrol.Concurrency.Support;

/// <summary>Code that is not rewritten is not scheduled, and no schedule shows anything about it.</summary>
public sealed class RewritingTests
{
    [Theory]
    [InlineData(typeof(RewritingTests))]
    [InlineData(typeof(PvmemcontrolDevice))]
    public void The_suite_and_the_implementation_are_rewritten(Type type) =>
        Assert.NotEmpty(type.Assembly.GetCustomAttributes(typeof(RewritingSignatureAttribute), inherit: false));

    [Fact]
    public void The_implementations_own_output_is_plain()
    {
        // .../tests/Concurrency/bin/CONFIGURATION/FRAMEWORK/
        var output = AppContext.BaseDirectory.TrimEnd('/').Split('/');
        var own = Repository.PathOf(
            "src", "Pvmemcontrol.Impl", "bin", output[^2], output[^1], "Pvmemcontrol.Impl.dll");
        Assert.DoesNotContain("RewritingSignature", System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(own)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Only_this_suite_depends_on_the_scheduler() => Assert.Equal(
        ["Concurrency.csproj"],
        Directory.GetFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
            .Where(file => File.ReadAllText(file).Contains("Microsoft.Coyote", StringComparison.Ordinal))
            .Select(Path.GetFileName));
}
