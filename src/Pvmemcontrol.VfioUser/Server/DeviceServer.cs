// SPDX-License-Identifier: Apache-2.0

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pvmemcontrol.Impl.Host;
using Pvmemcontrol.VfioUser.Native;

namespace Pvmemcontrol.VfioUser.Server;

/// <summary>
/// A device on a socket: a thread that serves one client after another. Other clients wait meanwhile.
/// </summary>
public sealed class DeviceServer : IDisposable
{
    private readonly string _socket;
    private readonly IServedDevice _device;
    private readonly ILogger _logger;
    private readonly UnixListener _listener;
    private readonly Thread _thread;

    /// <summary>Guards the two below it.</summary>
    private readonly Lock _lock = new();
    private UnixConnection? _connection;
    private bool _isEnding;

    /// <summary>Listens at a path, and serves from now on.</summary>
    /// <param name="socket">The path; a socket that nobody listens at is replaced.</param>
    /// <param name="device">The device; the caller disposes of it, after this.</param>
    /// <param name="logger">Receives a line about what is wrong with a client; none when null.</param>
    /// <exception cref="HostException">The path cannot be used, or somebody listens there.</exception>
    /// <exception cref="ArgumentException">The path is empty or too long.</exception>
    public DeviceServer(string socket, IServedDevice device, ILogger? logger = null)
    {
        _socket = socket;
        _device = device;
        _logger = logger ?? NullLogger.Instance;
        _listener = UnixListener.At(socket);
        _thread = new Thread(Serve) { IsBackground = true, Name = $"vfio-user {socket}" };
        _thread.Start();
    }

    /// <summary>
    /// Ends in order: the request in flight ends, the client is disconnected, the device has no memory any more, the
    /// socket's file is gone.
    /// </summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isEnding)
            {
                return;
            }

            _isEnding = true;
            _connection?.Shutdown();
        }

        _listener.Shutdown();
        _thread.Join();
        _listener.Dispose();
    }

    private void Serve()
    {
        try
        {
            while (_listener.Accept() is { } connection)
            {
                using (connection)
                {
                    Serve(connection);
                }
            }
        }
        catch (HostException e)
        {
            _logger.Failed(_socket, e);
        }
    }

    private void Serve(UnixConnection connection)
    {
        lock (_lock)
        {
            if (_isEnding)
            {
                return;
            }

            _connection = connection;
        }

        using var process = OtherProcess.TryOpen(connection.PeerProcess);
        var session = new ClientSession(_socket, connection, _device, _logger);
        try
        {
            _device.Connect(process);
            session.Run();
        }
#pragma warning disable CA1031 // Whatever a client provokes ends its connection, and not the server.
        catch (Exception e)
        {
            _logger.Failed(_socket, e);
        }
#pragma warning restore CA1031
        finally
        {
            lock (_lock)
            {
                _connection = null;
            }

            _device.Disconnect();
            session.Clear();
        }
    }
}
