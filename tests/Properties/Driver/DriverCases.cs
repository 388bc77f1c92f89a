// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Pvmemcontrol.Model.Abi;
using Pvmemcontrol.Model.Host;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>Draws runs, and makes them smaller.</summary>
internal static class DriverCases
{
    private const int MaxOps = 12;
    private const int MaxIoctls = 6;
    private const int MaxOpens = 3;
    private const int MaxFaults = 3;

    internal static Arbitrary<DriverCase> All { get; } = Arb.From(Draw(), Shrink);

    private static Gen<DriverCase> Draw() =>
        from devices in Gen.Frequency((3, Gen.Constant(1)), (1, Gen.Constant(2)))
        from cpus in devices == 1 ? Gen.Choose(1, 2) : Gen.Constant(1)
        from hasWrite64 in Gen.Elements(true, true, false)
        from ops in Gen.Frequency((20, Op(devices).Select(op => (DriverOp[])[op])), (1, RevokesNeighbours()))
            .ListOf(MaxOps - 2)
        from faults in Gen.Choose(0, MaxFaults).SelectMany(count => Fault().ListOf(count))
        select new DriverCase(devices, cpus, hasWrite64,
            Bound([new DriverOp.Probe(0), new DriverOp.Open(0), .. ops.SelectMany(o => o)]),
            [.. faults]);

    private static Gen<Fault> Fault() =>
        from point in Gen.Choose(0, 30)
        from way in Gen.Choose(0, 5)
        select new Fault(point, way);

    private static Gen<DriverOp> Op(int devices) => Gen.Frequency(
        (4, Device(devices).Select(d => (DriverOp)new DriverOp.Probe(d))),
        (3, Device(devices).Select(d => (DriverOp)new DriverOp.Remove(d))),
        (2, Open()),
        (8, Ioctl()),
        (1, File().Select(f => (DriverOp)new DriverOp.Release(f))),
        (1, Gen.Frequency(
            (2, Device(devices).Select(d => (DriverOp)new DriverOp.Vanish(d))),
            (3, Device(devices).Select(d => (DriverOp)new DriverOp.Hibernate(d))),
            (1, Gen.Constant((DriverOp)new DriverOp.Kexec())))));

    private static Gen<int> Device(int devices) => Gen.Choose(0, devices - 1);

    private static Gen<int> File() => Gen.Choose(0, 1);

    private static Gen<DriverOp> Open() =>
        from file in File()
        from isCapable in Gen.Elements(true, true, true, false)
        from isExclusive in Gen.Elements(false, false, false, true)
        select (DriverOp)new DriverOp.Open(file, isCapable, isExclusive);

    private static Gen<DriverOp> Ioctl() =>
        from file in Gen.Frequency((4, Gen.Constant(0)), (1, Gen.Constant(1)))
        from request in Requests()
        from cpu in Gen.Choose(0, 1)
        from argument in Gen.Frequency((8, Gen.Constant(Argument.Good)), (1, Gen.Constant(Argument.OtherNumber)),
            (1, Gen.Constant(Argument.Unreadable)), (1, Gen.Constant(Argument.ReadOnly)))
        from isOnChannel in Gen.Elements(false, false, false, false, false, true)
        select (DriverOp)new DriverOp.Ioctl(file, request, cpu, argument, isOnChannel);

    /// <summary>A page is revoked, and then the next one, which may be of another region; or that is refused.</summary>
    private static Gen<DriverOp[]> RevokesNeighbours() =>
        from page in Gen.Choose(6, DriverRam.UserPages - 4)
        from excess in Gen.Elements(0UL, 0UL, 1UL)
        let range = (Start: DriverRam.Page(page), Length: (ulong)PageGeometry.Size)
        select (DriverOp[])
        [
            Revokes(range.Start, range.Length), Revokes(range.Start + range.Length, range.Length + excess),
        ];

    private static DriverOp.Ioctl Revokes(ulong address, ulong length) => new(
        0, new Request(FunctionCode.MProtectNone, address, length), 0, Argument.Good, IsOnChannel: false);

    private static Gen<Request> Requests() =>
        from code in Gen.Frequency(
            (8, Gen.Choose(0, (int)FunctionCode.Unmergeable).Select(c => (ulong)c)),
            (4, Gen.Constant((ulong)FunctionCode.DontNeed)),
            (2, Gen.Elements(15UL, (ulong)Errno.EINVAL, (ulong)Errno.EOPNOTSUPP, 4096UL, 0x1_0000_0001UL,
                ulong.MaxValue)))
        from page in Gen.Choose(0, DriverRam.UserPages)
        from offset in Gen.Elements(0UL, 0UL, 0UL, 0UL, 1UL)
        from pages in Gen.Elements(1UL, 1UL, 1UL, 2UL, 3UL, 0UL)
        from arg in Gen.Elements(0UL, 0UL, 0UL, ulong.MaxValue)
        from isNothing in Gen.Elements(false, false, false, false, false, false, false, true)
        select isNothing ? new Request(code, 0, 0, 0)
            : new Request(code, DriverRam.Page(page) + offset, pages * PageGeometry.Size, arg);

    /// <summary>Leaves out what is too much for the bits of a state of the model.</summary>
    private static ImmutableArray<DriverOp> Bound(ImmutableArray<DriverOp> ops)
    {
        var (ioctls, opens) = (0, 0);
        var bounded = ops.Where(op => op switch
        {
            DriverOp.Ioctl => ++ioctls <= MaxIoctls,
            DriverOp.Open => ++opens <= MaxOpens,
            _ => true,
        }).ToImmutableArray();
        var end = bounded.IndexOf(new DriverOp.Kexec());
        return end < 0 ? bounded : bounded[..(end + 1)];
    }

    private static IEnumerable<DriverCase> Shrink(DriverCase setup)
    {
        for (var i = 0; i < setup.Faults.Length; i++)
        {
            yield return setup with { Faults = setup.Faults.RemoveAt(i) };
        }

        for (var i = setup.Ops.Length - 1; i >= 0; i--)
        {
            yield return setup with { Ops = setup.Ops.RemoveAt(i) };
        }

        if (setup.Cpus > 1)
        {
            yield return setup with { Cpus = 1 };
        }

        if (!setup.HasWrite64)
        {
            yield return setup with { HasWrite64 = true };
        }

        for (var i = 0; i < setup.Faults.Length; i++)
        {
            var fault = setup.Faults[i];
            foreach (var point in new[] { fault.Point / 2, fault.Point - 1 }.Where(p => p >= 0 && p < fault.Point))
            {
                yield return setup with { Faults = setup.Faults.SetItem(i, fault with { Point = point }) };
            }
        }
    }
}
