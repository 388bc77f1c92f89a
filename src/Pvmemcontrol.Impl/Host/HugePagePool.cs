// SPDX-License-Identifier: Apache-2.0

using System.Globalization;

namespace Pvmemcontrol.Impl.Host;

/// <summary>The host's pool of 2 MiB huge pages, Documentation/admin-guide/mm/hugetlbpage.rst.</summary>
public static class HugePagePool
{
    private const string Folder = "/sys/kernel/mm/hugepages/hugepages-2048kB/";
    private const string Size = Folder + "nr_hugepages";

    /// <summary>Huge pages that are free and not reserved; 0 if there is no pool.</summary>
    public static int Free => Math.Max(0, Read(Folder + "free_hugepages") - Read(Folder + "resv_hugepages"));

    /// <summary>Called when a huge page is missing: another process may have taken it.</summary>
    /// <exception cref="HostException">None is free.</exception>
    public static void RequireFree()
    {
        if (Free == 0)
        {
            throw new HostException("the huge pages that guest RAM gave back were taken by others");
        }
    }

    /// <summary>Makes the pool larger until the result is disposed.</summary>
    /// <param name="count">How many huge pages to add.</param>
    /// <exception cref="HostException">This process may not, or the host has no memory for that.</exception>
    public static IDisposable Reserve(int count)
    {
        var before = Read(Size);
        try
        {
            Write(before + count);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HostException($"{Size} cannot be changed: {e.Message}");
        }

        var reservation = new Reservation(count);
        if (Read(Size) < before + count)
        {
            reservation.Dispose();
            throw new HostException($"{Size}: the host has no {count} huge pages to spare");
        }

        return reservation;
    }

    private static int Read(string path) =>
        File.Exists(path)
        && int.TryParse(File.ReadAllText(path).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : 0;

    private static void Write(int size) => File.WriteAllText(Size, size.ToString(CultureInfo.InvariantCulture));

    private sealed class Reservation(int count) : IDisposable
    {
        private int _left = count;

        public void Dispose()
        {
            // Another process may have changed the pool meanwhile: remove exactly what was added.
            Write(Math.Max(0, Read(Size) - Interlocked.Exchange(ref _left, 0)));
        }
    }
}
