using System.Net;
using System.Net.Sockets;
using OcflFunctions.Local.Http;
using OcflFunctions.Local.Tests.Hosting;

namespace OcflFunctions.Local.Tests.Http;

public sealed class ConnectionLimitTests
{
    [Theory]
    [InlineData("Max open files            1024                 1048576              files", 256)]
    [InlineData("Max open files            256                  256                  files", 16)]
    [InlineData("Max open files            unlimited            unlimited            files", 768)]
    [InlineData("Max processes             256                  256                  processes", 768)]
    public void The_limit_is_half_of_the_files_that_may_be_open_beside_the_programs_own(string line, long expected) =>
        Assert.Equal(expected, ConnectionLimit.Of(["Limit                     Soft Limit           Hard Limit           Units", line]));

    [Fact]
    public async Task Connections_beyond_the_limit_are_closed_and_the_service_goes_on()
    {
        await using RunningHost host = await RunningHost.StartAsync(settings: ["Ocfl:Http:MaxConnections=4"]);
        List<Socket> sockets = [];
        try
        {
            using CancellationTokenSource deadline = new(RunningHost.Deadline);
            for (int i = 0; i < 20; i++)
            {
                Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(socket);
                await socket.ConnectAsync(IPAddress.Loopback, host.Application.Address.Port, deadline.Token);
            }

            // A closed connection ends at once when it is read; an open one sends nothing.
            while (sockets.Count(IsClosed) < 16)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), deadline.Token);
            }

            sockets.ForEach(static socket => socket.Dispose());
            while (!await AnswersAsync(host, deadline.Token))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), deadline.Token);
            }
        }
        finally
        {
            sockets.ForEach(static socket => socket.Dispose());
        }
    }

    private static bool IsClosed(Socket socket)
    {
        try
        {
            return socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static async Task<bool> AnswersAsync(RunningHost host, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage response = await host.Client.GetAsync("/api/DefaultLevel", cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
