// SPDX-License-Identifier: Apache-2.0

using Pvmemcontrol.Impl.Driver;
using Pvmemcontrol.Properties.Device;
using Xunit;

namespace Pvmemcontrol.Properties.Driver;

/// <summary>The lock that keeps the device.</summary>
public sealed class RwSemaphoreTests
{
    [Fact]
    public void Readers_share_it()
    {
        var semaphore = new RwSemaphore();
        semaphore.DownRead();
        semaphore.DownRead();
        Assert.Equal(2, semaphore.Readers);
        Assert.False(semaphore.IsWritten);
    }

    [Fact]
    public void A_writer_waits_for_readers()
    {
        var semaphore = new RwSemaphore();
        semaphore.DownRead();
        var writer = Vcpu.Start(semaphore.DownWrite);
        Assert.False(writer.EndsWithin(Vcpu.Watch));
        semaphore.UpRead();
        writer.Join();
        Assert.True(semaphore.IsWritten);
        Assert.Equal(0, semaphore.Readers);
    }

    [Fact]
    public void Readers_and_writers_wait_for_a_writer()
    {
        var semaphore = new RwSemaphore();
        semaphore.DownWrite();
        var reader = Vcpu.Start(semaphore.DownRead);
        Assert.False(reader.EndsWithin(Vcpu.Watch));
        semaphore.UpWrite();
        reader.Join();
        Assert.Equal(1, semaphore.Readers);
    }

    [Fact]
    public void A_reader_does_not_wait_for_a_writer_that_waits()
    {
        var semaphore = new RwSemaphore();
        semaphore.DownRead();
        var writer = Vcpu.Start(semaphore.DownWrite);
        Assert.False(writer.EndsWithin(Vcpu.Watch));
        semaphore.DownRead();
        Assert.Equal(2, semaphore.Readers);
        semaphore.UpRead();
        semaphore.UpRead();
        writer.Join();
    }

    [Fact]
    public void Unlocking_without_a_lock_is_a_bug()
    {
        var semaphore = new RwSemaphore();
        Assert.Throws<KernelBugException>(semaphore.UpRead);
        Assert.Throws<KernelBugException>(new RwSemaphore().UpWrite);
        semaphore = new RwSemaphore();
        semaphore.DownRead();
        Assert.Throws<KernelBugException>(semaphore.UpWrite);
    }
}
