// SPDX-License-Identifier: Apache-2.0

using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Model.Abi;
using Xunit;

namespace Pvmemcontrol.Properties.Device;

/// <summary>The commands that channels get, over many handshakes.</summary>
public sealed class RegistrationTests
{
    private const int Limit = 5;

    /// <summary>How many channels each handshake registers.</summary>
    private static readonly Arbitrary<int[]> Handshakes = Gen.Choose(0, Limit).ArrayOf().ToArbitrary();

    /// <summary>Where the count begins: at its start, and as near to its end as a drop allows.</summary>
    private static readonly Arbitrary<uint> Beginnings =
        Gen.OneOf(
            Gen.Constant(Registration.LowestCommand),
            Gen.Choose(Limit + 1, Limit + 30).Select(below => uint.MaxValue - (uint)below)).ToArbitrary();

    [Property(MaxTest = 1000)]
    [Trait("Requirement", "PVMC-DEV-002")]
    public Property A_command_is_not_given_out_again() => Prop.ForAll(Handshakes, Beginnings, (handshakes, first) =>
    {
        var given = Run(handshakes, first);
        return given.Distinct().Count() == given.Count;
    });

    [Property(MaxTest = 1000)]
    [Trait("Requirement", "PVMC-DEV-004")]
    public Property A_command_is_none_of_the_transports() => Prop.ForAll(Handshakes, Beginnings, (handshakes, first) =>
        !Run(handshakes, first).Any(TransportCommands.IsTransportCommand));

    [Property(MaxTest = 1000)]
    [Trait("Requirement", "PVMC-DEV-005")]
    public Property A_command_is_not_0_or_all_ones() => Prop.ForAll(Handshakes, Beginnings, (handshakes, first) =>
        !Run(handshakes, first).Any(command => command is 0 or uint.MaxValue));

    [Property(MaxTest = 1000)]
    [Trait("Requirement", "PVMC-DEV-004")]
    public Property The_table_finds_every_channel_and_nothing_else() =>
        Prop.ForAll(Gen.Choose(0, Limit).ToArbitrary(), Beginnings, (count, first) =>
        {
            var registration = new Registration(Limit, first);
            var channels = Enumerable.Range(0, count).Select(_ => new LiveChannel(TestRam.Buffer, default)).ToArray();
            var commands = Array.ConvertAll(channels, registration.Add);
            var table = registration.ToTable();
            return channels.Select((channel, i) => table.Find(commands[i]) == channel).All(isFound => isFound)
                && table.Find(first - 1) is null
                && table.Find(first + (uint)count) is null;
        });

    private static List<uint> Run(int[] handshakes, uint first)
    {
        var registration = new Registration(Limit, first);
        List<uint> given = [];
        foreach (var count in handshakes)
        {
            for (var i = 0; i < count; i++)
            {
                given.Add(registration.Add(new LiveChannel(TestRam.Buffer, default)));
            }

            registration.Drop();
        }

        return given;
    }
}
