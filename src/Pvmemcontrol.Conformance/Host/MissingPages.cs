// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Conformance.Host;

/// <summary>
/// Guest RAM whose huge pages cannot be allocated again once they are given back, as with an empty pool. Until this is
/// disposed, the first touch of such a page is SIGBUS, or EFAULT inside a system call. It uses userfaultfd(2) with
/// UFFD_FEATURE_SIGBUS, so that no other process on the host runs short of pages.
/// </summary>
public sealed unsafe class MissingPages : IDisposable
{
    private const int UserModeOnly = 1;
    private const int CloseOnExec = 0x8_0000;
    private const ulong ApiVersion = 0xAA;
    private const ulong FeatureMissingHugeTlb = 1 << 4;
    private const ulong FeatureSigBus = 1 << 7;
    private const ulong ModeMissing = 1;

    private int _fd;

    private MissingPages(int fd) => _fd = fd;

    /// <summary>
    /// Empties the pool as far as a guest's huge pages see it; null where this process may not do so.
    /// </summary>
    public static MissingPages? TryCreate(GuestMemory memory)
    {
        var fd = LibC.UserFaultFd(CloseOnExec | UserModeOnly);
        if (fd < 0)
        {
            return null;
        }

        var made = new MissingPages(fd);
        var api = new LibC.UffdApi { Api = ApiVersion, Features = FeatureMissingHugeTlb | FeatureSigBus };

        // SAFETY: the structure has the layout and the size that the request's number tells the kernel.
        var isGood = LibC.IoCtl(fd, LibC.UffdioApi, &api) == 0;
        for (var i = 0; isGood && i < memory.Layout.Regions.Length; i++)
        {
            if (memory.Layout.Regions[i].Backing.IsHuge())
            {
                var register = new LibC.UffdRegister
                {
                    Start = (ulong)memory.BaseOf(i),
                    Length = memory.Layout.Regions[i].Length,
                    Mode = ModeMissing,
                };

                // SAFETY: as above; the range is a mapping of ours that lives at least as long as guest RAM does.
                isGood = LibC.IoCtl(fd, LibC.UffdioRegister, &register) == 0;
            }
        }

        if (isGood)
        {
            return made;
        }

        made.Dispose();
        return null;
    }

    /// <summary>Makes pages available again.</summary>
    public void Dispose()
    {
        if (_fd >= 0)
        {
            _ = LibC.Close(_fd);
            _fd = -1;
        }
    }
}
