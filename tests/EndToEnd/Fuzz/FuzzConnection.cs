using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace EndToEnd.Fuzz;

/// <summary>An answer, as it came over the line.</summary>
/// <param name="Status">The status; 0 if the server closed the connection without an answer.</param>
/// <param name="MediaType">The media type; null for none.</param>
/// <param name="Body">The body.</param>
internal sealed record FuzzAnswer(int Status, string? MediaType, byte[] Body);

/// <summary>Sends bytes, and reads what comes back.</summary>
internal static class FuzzConnection
{
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(30) * Profile.Patience;

    /// <summary>One request on a connection of its own.</summary>
    /// <exception cref="OperationCanceledException">There was no end of the answer in time.</exception>
    /// <param name="address">The service.</param>
    /// <param name="request">The request.</param>
    /// <param name="endsHere">Whether the server sees the end of the request: for one that is shorter than it says.</param>
    public static async Task<FuzzAnswer> SendAsync(Uri address, byte[] request, bool endsHere)
    {
        using CancellationTokenSource deadline = new(MostTime);
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address.Host, address.Port, deadline.Token);
        await using NetworkStream stream = new(socket);
        using MemoryStream answer = new();
        Task reading = ReadAsync(stream, answer, deadline.Token);
        try
        {
            await stream.WriteAsync(request, deadline.Token);
            if (endsHere)
            {
                socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception refused) when (refused is IOException or SocketException)
        {
            // The server has answered and closed before it has read everything.
        }

        await reading;
        return Parse(answer.ToArray());
    }

    private static async Task ReadAsync(NetworkStream stream, MemoryStream answer, CancellationToken cancellationToken)
    {
        try
        {
            await stream.CopyToAsync(answer, cancellationToken);
        }
        catch (IOException)
        {
            // A reset after the answer.
        }
    }

    private static FuzzAnswer Parse(byte[] answer)
    {
        int end = answer.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return new FuzzAnswer(0, null, []);
        }

        string[] lines = Encoding.Latin1.GetString(answer, 0, end).Split("\r\n");
        ILookup<string, string> headers = lines.Skip(1).Select(line => line.Split(':', 2)).ToLookup(
            pair => pair[0], pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase);
        byte[] body = answer[(end + 4)..];
        return new FuzzAnswer(
            int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture),
            headers["Content-Type"].FirstOrDefault()?.Split(';')[0],
            headers["Transfer-Encoding"].Contains("chunked") ? Unchunk(body) : body);
    }

    private static byte[] Unchunk(byte[] body)
    {
        List<byte> whole = [];
        int at = 0;
        while (body.AsSpan(at).IndexOf("\r\n"u8) is >= 0 and var line)
        {
            int length = int.Parse(Encoding.ASCII.GetString(body, at, line), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            at += line + 2;
            whole.AddRange(body.AsSpan(at, Math.Min(length, body.Length - at)));
            at += length + 2;
            if (length == 0 || at >= body.Length)
            {
                break;
            }
        }

        return [.. whole];
    }
}
