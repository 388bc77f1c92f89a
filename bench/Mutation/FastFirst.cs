// SPDX-License-Identifier: Apache-2.0

using Xunit.Sdk;
using Xunit.v3;

[assembly: Xunit.TestCollectionOrderer(typeof(Pvmemcontrol.Properties.FastFirst))]

namespace Pvmemcontrol.Properties;

/// <summary>Tests that run no device take milliseconds, and find most mutants: they come first.</summary>
public sealed class FastFirst : ITestCollectionOrderer
{
    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
    [
        .. testCollections
            .OrderBy(c => c.TestCollectionDisplayName.Contains("InProcess", StringComparison.Ordinal))
            .ThenBy(c => c.TestCollectionDisplayName, StringComparer.Ordinal),
    ];
}
