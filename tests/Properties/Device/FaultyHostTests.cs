// SPDX-License-Identifier: Apache-2.0

using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Pvmemcontrol.Impl.Device;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.Model.Abi;
using Xunit;

namespace Pvmemcontrol.Properties.Device;

/// <summary>A host on which any call may fail with any errno, also while the VM is reset or restored.</summary>
public sealed class FaultyHostTests
{
    private static readonly FunctionCode[] Functions = Enum.GetValues<FunctionCode>();

    private static readonly Gen<Errno> AnyErrno =
        Gen.Frequency(
            (3, Gen.Constant(Errno.None)),
            (1, Gen.Elements(Errno.ENOMEM, Errno.EAGAIN, Errno.EINVAL, Errno.EOPNOTSUPP)),
            (1, Gen.Choose(1, 133).Select(e => (Errno)e)));

    private static readonly Gen<Request> AnyRequest =
        from function in Gen.Elements(Functions)
        from page in Gen.Choose(2, 7)
        from count in Gen.Choose(1, 8 - page)
        select new Request(function, 0x10_0000 + ((ulong)page * 4096), (ulong)count * 4096);

    private static readonly Arbitrary<Event[]> Events =
        Gen.Frequency(
            (8, AnyRequest.Select(request => new Event(Kind.Request, request))),
            (1, Gen.Constant(new Event(Kind.Reset, default))),
            (2, Gen.Constant(new Event(Kind.SaveAndRestore, default)))).ArrayOf().ToArbitrary();

    private static readonly Arbitrary<Errno[]> Script = AnyErrno.ArrayOf(50).ToArbitrary();

    private enum Kind
    {
        Request,
        Reset,
        SaveAndRestore,
    }

    [Property(MaxTest = 2000)]
    public Property Replies_tell_the_truth_nothing_is_thrown_and_the_device_serves_afterwards() =>
        Prop.ForAll(Events, Script, (events, script) =>
        {
            var host = new FaultyHost(script);
            using var memory = new GuestMemory(TestRam.Layout);
            using var run = new FaultyRun(memory, host);
            var isTrue = events.All(run.Play);
            host.IsWell = true;
            return isTrue && run.ServesAfterReset();
        });

    [Fact]
    [Trait("Requirement", "PVMC-DEV-047")]
    public void A_page_that_a_VM_reset_could_not_give_back_takes_no_buffer_and_a_later_reset_gives_it_back()
    {
        var errno = Errno.ENOMEM;
        var host = new ScriptedHostCalls(function => function == FunctionCode.MProtectRW ? errno : Errno.None);
        var log = new ListLogger();
        using var memory = new GuestMemory(TestRam.Layout);
        using var device = new PvmemcontrolDevice(memory, host, logger: log);
        var guest = new Guest(device, memory);
        guest.Send(
            guest.Handshake(TestRam.Buffer)[0], TestRam.Buffer,
            new Request(FunctionCode.MProtectNone, TestRam.Page, 4096));
        device.ResetVm();
        Assert.Contains("ENOMEM", Assert.Single(log.Records).Text, StringComparison.Ordinal);
        guest.Do(TransportCommand.Reset);
        Assert.Equal(Guest.Error, guest.Register(TestRam.Page));
        errno = Errno.None;
        device.ResetVm();
        Assert.Single(guest.Handshake(TestRam.Page));
    }

    [Fact]
    public void A_restore_whose_host_call_fails_undoes_what_it_did()
    {
        using var rig = new Rig(memory => new PvmemcontrolDevice(memory));
        var channel = rig.Guest.Handshake(TestRam.Buffer)[0];
        rig.Ask(channel, FunctionCode.DontDump, TestRam.Page, 4096);
        rig.Ask(channel, FunctionCode.MLock, TestRam.Page, 4096);
        rig.Ask(channel, FunctionCode.MProtectR, TestRam.Page, 4096);
        var state = rig.State.Save();
        using var fresh = new Rig(memory => new PvmemcontrolDevice(
            memory, new OneFailingCall(new LinuxHostCalls(memory), FunctionCode.MProtectR)));
        var before = fresh.Flags();
        Assert.False(fresh.State.TryRestore(state));
        Assert.Equal(before, fresh.Flags());
        Assert.Single(fresh.Guest.Handshake(TestRam.Page));
    }

    [Fact]
    public void A_change_that_this_device_refuses_is_not_restored()
    {
        using var rig = new Rig(memory => new PvmemcontrolDevice(memory));
        rig.Ask(rig.Guest.Handshake(TestRam.Buffer)[0], FunctionCode.MLock, TestRam.Page, 4096);
        using var fresh = new Rig(memory => new PvmemcontrolDevice(
            memory, options: new DeviceOptions { Refused = [FunctionCode.MLock] }));
        Assert.False(fresh.State.TryRestore(rig.State.Save()));
    }

    private sealed record Event(Kind Kind, Request Request);

    /// <summary>Returns the next errno of a script at each call, and remembers it.</summary>
    private sealed class FaultyHost(Errno[] script) : IHostCalls
    {
        internal bool IsWell { get; set; }

        internal int Calls { get; private set; }

        internal Errno Last { get; private set; }

        public Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg)
        {
            Last = IsWell || script.Length == 0 ? Errno.None : script[Calls % script.Length];
            Calls++;
            return Last;
        }

        public Errno AllowDump(int region, ulong offset, ulong length) =>
            Call(FunctionCode.DontDump, region, offset, length, arg: 0);
    }

    private sealed class OneFailingCall(LinuxHostCalls inner, FunctionCode failing) : IHostCalls
    {
        public Errno Call(FunctionCode function, int region, ulong offset, ulong length, ulong arg) =>
            function == failing ? Errno.ENOMEM : inner.Call(function, region, offset, length, arg);

        public Errno AllowDump(int region, ulong offset, ulong length) => inner.AllowDump(region, offset, length);
    }

    /// <summary>A device over such a host. The host calls have no effect, so that its memory never faults.</summary>
    private sealed class FaultyRun(GuestMemory memory, FaultyHost host) : IDisposable
    {
        private PvmemcontrolDevice _device = new(memory, host);
        private uint _channel;

        private Guest Guest => new(_device, memory);

        internal bool Play(Event e)
        {
            switch (e.Kind)
            {
                case Kind.Reset:
                    _device.ResetVm();
                    _channel = 0;
                    return Guest.Read(Registers.Command) == 0;
                case Kind.SaveAndRestore:
                    return SaveAndRestore();
                default:
                    return Ask(e.Request);
            }
        }

        public void Dispose() => _device.Dispose();

        internal bool ServesAfterReset()
        {
            _device.ResetVm();
            var channel = Guest.Handshake(TestRam.Page)[0];
            return Guest.Send(channel, TestRam.Page, new Request(FunctionCode.Info, 0, 0)).Arg0 == 1;
        }

        private bool Ask(in Request request)
        {
            _channel = _channel == 0 ? Guest.Handshake(TestRam.Buffer)[0] : _channel;
            var before = host.Calls;
            var reply = Guest.Send(_channel, TestRam.Buffer, request);
            var isMade = host.Calls == before + 1;
            return request.Function == FunctionCode.Info
                ? !isMade && reply.Errno == 0
                : isMade && reply.Errno == (uint)host.Last && (reply.Errno == 0) == (reply.Code == 0);
        }

        private bool SaveAndRestore()
        {
            var state = _device.Save();
            var successor = new PvmemcontrolDevice(memory, host);
            if (successor.TryRestore(state))
            {
                _device.Dispose();
                _device = successor;
                return true;
            }

            using (successor)
            {
                return new Guest(successor, memory).Read(Registers.Command) == 0;
            }
        }
    }
}
