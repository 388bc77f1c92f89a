// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Scenarios;

/// <summary>
/// The pages whose protection a step may have changed: the guest's accesses to them may fault.
/// </summary>
/// <param name="layout">Where guest RAM is.</param>
internal sealed class DeniablePages(GuestLayout layout)
{
    private readonly bool[] _pages = new bool[layout.PageCount];

    /// <summary>Adds all pages.</summary>
    internal void AddAll() => Array.Fill(_pages, true);

    /// <summary>Adds the pages whose protection this may change.</summary>
    internal void Add(FunctionCode function, ulong address, ulong length)
    {
        var range = layout.Place(address, length);
        if (VmaEffects.IsProtection(function) && range.IsGuestRam)
        {
            _pages.AsSpan(range.FirstPage, range.PageCount).Fill(true);
        }
    }

    /// <summary>True when one of these bytes is on such a page.</summary>
    internal bool Has(ulong address, int length)
    {
        var range = layout.Place(address, (ulong)length);
        return _pages.AsSpan(range.FirstPage, range.PageCount).Contains(true);
    }
}
