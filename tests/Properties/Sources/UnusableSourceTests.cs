// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Drivers.Processes;
using Pvmemcontrol.Properties.Support;
using Pvmemcontrol.Properties.Tool;
using Xunit;

namespace Pvmemcontrol.Properties.Sources;

/// <summary>What cannot be checked is said in one line.</summary>
public sealed class UnusableSourceTests
{
    [CTheory]
    [InlineData("hello", "pvmemcontrol.c:1: expected")]
    [InlineData("\u0001\u0002", "pvmemcontrol.c:1: ")]
    [InlineData("#include <linux/nosuch.h>", "have no <linux/nosuch.h>")]
    [InlineData("int f(void) { return pci_frobnicate(); }", "pci_frobnicate is not among the kernel functions")]
    [InlineData("int g(void); int f(void) { return g(); }", "g is declared and nowhere defined")]
    [InlineData("int x;", "no module_init")]
    [InlineData("static int f(void) { return -5; }\nmodule_init(f);", "its module_init returns -5")]
    [InlineData("static int f(void) { return 0; }\nmodule_init(f);", "registers no PCI driver")]
    public void A_source_that_cannot_be_checked_is_refused_with_one_line(string source, string said)
    {
        var directory = TemporaryDirectory.Make();
        File.WriteAllText(Path.Combine(directory, "pvmemcontrol.c"), source);
        var message = Assert.Throws<DriverUnusableException>(() => Run(directory, "cc")).Message;
        Assert.Contains(said, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void Without_a_compiler_there_is_one_line()
    {
        var message = Assert.Throws<DriverUnusableException>(() => Run(".", "no-such-compiler")).Message;
        Assert.StartsWith("there is no C compiler 'no-such-compiler'", message, StringComparison.Ordinal);
    }

    [CFact]
    public void What_is_no_compiler_makes_no_file_and_one_line_says_so()
    {
        var message = Assert.Throws<DriverUnusableException>(() => Run(DriverEdit.Hardened, "true")).Message;
        Assert.Equal("true is no compiler: it has made no file", message);
    }

    [CFact]
    public void A_folder_of_headers_that_is_absent_is_named()
    {
        var message = Assert.Throws<DriverUnusableException>(() => Run(DriverEdit.Hardened, "cc", "no/such")).Message;
        Assert.Equal("--include: there is no folder no/such", message);
    }

    [Fact]
    public void A_file_that_is_no_source_in_C_is_refused_by_its_name()
    {
        var text = Path.Combine(TemporaryDirectory.Make(), "driver.txt");
        File.WriteAllText(text, "hello");
        var message = Assert.Throws<DriverUnusableException>(() => Run(text, "cc")).Message;
        Assert.Equal($"{text} is neither a .c file nor a folder", message);
    }

    private static DriverReport Run(string source, string compiler, params string[] includes) => DriverRun.Run(
        new DriverRunOptions
        {
            Source = source,
            Tool = [ToolRun.Tool],
            Compiler = compiler,
            Includes = includes,
            Worlds = [DriverRun.Worlds[^1]],
        }, _ => { }, CancellationToken.None);
}
