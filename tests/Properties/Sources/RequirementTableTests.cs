// SPDX-License-Identifier: Apache-2.0

using System.Globalization;
using Pvmemcontrol.Model.Requirements;
using Xunit;

namespace Pvmemcontrol.Properties.Sources;

/// <summary>The table in examples/linux/README.md is about the driver beside it.</summary>
public sealed class RequirementTableTests
{
    [Fact]
    public void Each_requirement_of_the_driver_has_the_line_that_meets_it()
    {
        var driver = File.ReadAllLines(DriverEdit.Hardened);
        var rows = File.ReadAllLines(Repository.PathOf("examples", "linux", "README.md"))
            .Where(l => l.StartsWith("| PVMC-DRV-", StringComparison.Ordinal))
            .Select(l => l.Replace("\\|", "\0", StringComparison.Ordinal).Split('|')
                .Select(c => c.Trim().Replace('\0', '|')).ToArray()).ToList();
        Assert.Equal(Catalogue.All.Where(r => r.Id.Area == RequirementArea.Drv).Select(r => r.Id.ToString()),
            rows.Select(r => r[1]));
        Assert.All(rows.Where(r => r[2].Length > 0), r => Assert.Equal(r[3].Trim('`'),
            driver[int.Parse(r[2], CultureInfo.InvariantCulture) - 1].Trim()));
        Assert.Equal("PVMC-DRV-044", rows.Single(r => r[2].Length == 0)[1]);
    }
}
