// SPDX-License-Identifier: Apache-2.0

using System.Collections.Immutable;
using Pvmemcontrol.Concurrency.Races;
using Pvmemcontrol.Concurrency.Support;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;

namespace Pvmemcontrol.Concurrency.Broken;

/// <summary>A part that does not meet a requirement, and the race that shows it.</summary>
/// <param name="Name">Of its type, with what it was made for.</param>
/// <param name="Requirement">What must be named.</param>
/// <param name="Race">The race that shows it.</param>
/// <param name="Strategy">A strategy that finds it soon.</param>
/// <param name="Idea">What is wrong, in a sentence.</param>
/// <param name="Parts">What the race is run with.</param>
internal sealed record BrokenVariant(
    string Name, string Requirement, string Race, Strategy Strategy, string Idea, Parts Parts)
{
    /// <summary>Drivers, devices, VMMs.</summary>
    internal static ImmutableArray<BrokenVariant> All { get; } = [.. Drivers(), .. Devices(), .. Vmms()];

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static IEnumerable<BrokenVariant> Drivers() =>
    [
        Driver("PVMC-DRV-007", "ioctls-on-one-file", Strategy.FairPrioritization,
            "As in version 4, all callers of ioctl on a file share its one buffer.",
            (kernel, misc) => new Drv007OneBufferPerFile(kernel, misc)),
        Driver("PVMC-DRV-009", "ioctls-on-two-files", Strategy.FairPrioritization,
            "No lock protects the request: every task on a CPU uses its channel.",
            (kernel, misc) => new Drv009NoChannelLock(kernel, misc)),
        Driver("PVMC-DRV-009", "ioctls-on-two-files", Strategy.FairPrioritization,
            "The lock of the channel is dropped before the reply is read.",
            (kernel, misc) => new Drv009UnlocksBeforeReply(kernel, misc)),
        Driver("PVMC-DRV-009", "ioctls-on-two-files", Strategy.FairPrioritization,
            "The task migrates after it locked a channel, and uses the channel of the other CPU.",
            (kernel, misc) => new Drv009MigratesInTheMiddle(kernel, misc)),
        Driver("PVMC-DRV-011", "late-reply-vs-remove", Strategy.FairPrioritization,
            "As in version 4, an unanswered request is taken for its reply.",
            (kernel, misc) => new Drv011RequestTakenForReply(kernel, misc)),
        Driver("PVMC-DRV-026", "open-and-ioctl-vs-probe", Strategy.FairPrioritization,
            "ioctls find the device before probe has sent INFO.",
            (kernel, misc) => new Drv026PublishedBeforeInfo(kernel, misc)),
        Driver("PVMC-DRV-028", "open-and-ioctl-vs-probe", Strategy.FairPrioritization,
            "ioctls find the device before its channels are registered.",
            (kernel, misc) => new Drv028PublishedBeforeChannels(kernel, misc)),
        Driver("PVMC-DRV-030", "ioctls-vs-remove", Strategy.FairPrioritization,
            "As in version 5, remove does not wait: ioctls take no lock.",
            (kernel, misc) => new Drv030V5Remove(kernel, misc)),
        Driver("PVMC-DRV-030", "ioctls-vs-remove", Strategy.FairPrioritization,
            "remove clears the device pointer without the write lock.",
            (kernel, misc) => new Drv030RetractDoesNotWait(kernel, misc)),
        Driver("PVMC-DRV-030", "ioctls-vs-remove", Strategy.FairPrioritization,
            "ioctl checks for the device before it takes the lock, but not under the lock.",
            (kernel, misc) => new Drv030UnlockedTestOnly(kernel, misc)),
        Driver("PVMC-DRV-032", "ioctls-vs-remove", Strategy.FairPrioritization,
            "The channels are freed, then DISCONNECT is written.",
            (kernel, misc) => new Drv032FreesBeforeDisconnect(kernel, misc)),
        Driver("PVMC-DRV-032", "late-reply-vs-remove", Strategy.FairPrioritization,
            "As in version 4, the channels are freed although DISCONNECT was not acknowledged.",
            (kernel, misc) => new Drv032FreesUnacknowledged(kernel, misc)),
        Driver("PVMC-SYS-007", "open-vs-remove-and-probe", Strategy.FairPrioritization,
            "open takes a lock that remove holds while it waits for opens.",
            (kernel, misc) => new Sys007LockOrderInverted(kernel, misc)),
    ];

    private static IEnumerable<BrokenVariant> Devices() =>
    [
        Device("PVMC-DEV-049", "requests-vs-reset", Strategy.FairPrioritization,
            "RESET answers while requests are in flight.",
            (memory, host) => new Dev049DropDoesNotWait(() => Parts.SoundDevice(memory, host), TransportCommand.Reset)),
        Device("PVMC-SYS-002", "requests-vs-disconnect", Strategy.FairPrioritization,
            "DISCONNECT answers while requests are in flight.",
            (memory, host) =>
                new Dev049DropDoesNotWait(() => Parts.SoundDevice(memory, host), TransportCommand.Disconnect)),
        Device("PVMC-SYS-001", "late-reply-vs-remove", Strategy.FairPrioritization,
            "DISCONNECT answers while a request that the driver has abandoned is in flight.",
            (memory, host) =>
                new Dev049DropDoesNotWait(() => Parts.SoundDevice(memory, host), TransportCommand.Disconnect)),
        Device("PVMC-SYS-006", "revoke-vs-register", Strategy.FairPrioritization,
            "A request is performed on any page of guest RAM, even one that holds a live buffer.",
            (memory, host) => new Sys006SparesNoBuffer(memory, host)),
        Device("PVMC-SYS-003", "requests-in-parallel", Strategy.FairPrioritization,
            "The requests of all channels use one scratch buffer of the device.",
            (memory, host) => new Sys003OneScratchBuffer(Parts.SoundDevice(memory, host), memory)),
        Device("PVMC-DEV-020", "two-vcpus-one-channel", Strategy.FairPrioritization,
            "A command is dropped if its channel is busy.",
            (memory, host) => new Dev020BusyIsIgnored(Parts.SoundDevice(memory, host))),
    ];

    private static IEnumerable<BrokenVariant> Vmms() =>
    [
        Device("PVMC-VMM-002", "attributes-vs-vm-reset", Strategy.FairPrioritization,
            "A reset of the VM restores pages before it waits for requests that revoke others.",
            (memory, host) => new Vmm002UndoesTooEarly(Parts.SoundDevice(memory, host), host)),
        Vmm("PVMC-VMM-003", "requests-vs-migration", Strategy.FairPrioritization,
            "The restored device is in the state that it was created in.",
            new Parts { Vmm = stage => new Vmm003ForgetsState(stage) }, nameof(Vmm003ForgetsState)),
        Device("PVMC-VMM-006", "requests-in-parallel", Strategy.Random,
            "Command writes are posted.",
            (memory, host) => new Vmm006PostedWrites(Parts.SoundDevice(memory, host))),
        Device("PVMC-VMM-007", "requests-in-parallel", Strategy.FairPrioritization,
            "A re-entrancy guard drops writes of one vCPU while another is in the device.",
            (memory, host) => new Vmm007DropsConcurrentWrites(Parts.SoundDevice(memory, host))),
        Device("PVMC-VMM-008", "requests-vs-vm-reset", Strategy.FairPrioritization,
            "A reset of the VM creates a new device and does not wait for requests.",
            (memory, host) => new Vmm008VmResetDoesNotWait(() => Parts.SoundDevice(memory, host))),
        Vmm("PVMC-VMM-008", "requests-vs-migration", Strategy.Probabilistic,
            "Guest RAM is saved while requests are in flight.",
            new Parts { Vmm = stage => new Vmm008SaveDoesNotWait(stage) }, nameof(Vmm008SaveDoesNotWait)),
        Vmm("PVMC-VMM-007", "requests-vs-migration", Strategy.Probabilistic,
            "The restored vCPU writes a command again that was performed before the save.",
            new Parts { Vmm = stage => new Vmm007WritesAgain(stage) }, nameof(Vmm007WritesAgain)),
        Device("PVMC-VMM-010", "requests-vs-unplug", Strategy.FairPrioritization,
            "The memory map changes while a request in flight uses the old one.",
            (memory, host) => new Vmm010ChangesDuringRequests(Parts.SoundDevice(memory, host))),
        Device("PVMC-SYS-005", "requests-vs-unplug", Strategy.FairPrioritization,
            "A request is checked against the memory map, and then waits while that changes.",
            (memory, host) => new Sys005ChecksTooEarly(Parts.SoundDevice(memory, host), memory, host)),
        Device("PVMC-VMM-011", "attributes-vs-unplug", Strategy.FairPrioritization,
            "What guests changed on pages that are unplugged is forgotten, but not undone.",
            (memory, host) => new Vmm011ForgetsUnplugged(memory, host)),
        Vmm("PVMC-SYS-004", "requests-vs-migration", Strategy.FairPrioritization,
            "The machine is saved while a command is in flight; both the old and the new machine perform it.",
            new Parts { Vmm = stage => new Sys004PerformsTwice(stage) }, nameof(Sys004PerformsTwice)),
    ];

    private static BrokenVariant Driver<T>(string requirement, string race, Strategy strategy, string idea,
        Func<IGuestKernel, IMiscCore, T> make)
        where T : HardenedDriver =>
        new(typeof(T).Name, requirement, race, strategy, idea, new Parts { Driver = make });

    private static BrokenVariant Device<T>(string requirement, string race, Strategy strategy, string idea,
        Func<GuestMemory, RacingHost, T> make)
        where T : IMmioDevice =>
        new(typeof(T).Name, requirement, race, strategy, idea,
            new Parts { Device = (memory, host) => make(memory, host) });

    private static BrokenVariant Vmm(string requirement, string race, Strategy strategy, string idea, Parts parts,
        string name) => new(name, requirement, race, strategy, idea, parts);
}
