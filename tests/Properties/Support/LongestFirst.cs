// SPDX-License-Identifier: Apache-2.0

using System.Reflection;
using Pvmemcontrol.Properties.Support;
using Xunit.Abstractions;

[assembly: Xunit.TestCollectionOrderer(LongestFirst.Type, LongestFirst.Assembly)]

namespace Pvmemcontrol.Properties.Support;

/// <summary>
/// Begins with the classes that take longest, so that the last ones do not run alone.
/// </summary>
public sealed class LongestFirst : Xunit.ITestCollectionOrderer
{
    internal const string Type = "Pvmemcontrol.Properties.Support.LongestFirst";
    internal const string Assembly = "Pvmemcontrol.Properties";

    private static readonly HashSet<string> First =
    [
        .. typeof(LongestFirst).Assembly.GetTypes()
            .Where(t => t.GetCustomAttribute<BeginsFirstAttribute>() is not null).Select(t => t.FullName!),
        HugePages.Collection, ManyVcpus.Collection,
    ];

    /// <summary>First the named collections and the classes with <see cref="BeginsFirstAttribute"/>.</summary>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(c => First.Any(name => c.DisplayName.EndsWith(name, StringComparison.Ordinal)) ? 0 : 1)
            .ThenBy(c => c.DisplayName, StringComparer.Ordinal);
}

/// <summary>Marks a class whose tests take half a minute or more in total.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BeginsFirstAttribute : Attribute;
