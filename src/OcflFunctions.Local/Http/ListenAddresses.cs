using System.Net;

namespace OcflFunctions.Local.Http;

/// <summary>The addresses on which the host is configured to listen, by any of ASP.NET Core's settings.</summary>
internal static class ListenAddresses
{
    /// <summary>Where the Functions host listens on a developer's machine.</summary>
    public const string Default = "http://127.0.0.1:7071";

    private const string Urls = "urls";
    private static readonly string[] Ports = ["http_ports", "https_ports"];

    /// <summary>The addresses; none if nothing is configured.</summary>
    public static IReadOnlyList<string> Configured(IConfiguration configuration) =>
    [
        .. List(configuration[Urls]),
        .. List(configuration[Urls]).Length > 0 ? [] : Ports.SelectMany(key => List(configuration[key])).Select(port => $"http://*:{port}"),
        .. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>(),
    ];

    /// <summary>Refuses to be reached from other machines without a key.</summary>
    /// <param name="configuration">The addresses.</param>
    /// <param name="hasAccess">Whether callers need a key or a token.</param>
    /// <exception cref="InvalidOperationException">
    /// An address cannot be read, or is open to other machines and callers need nothing.
    /// </exception>
    public static void RequireKeyUnlessLoopback(IConfiguration configuration, bool hasAccess)
    {
        string[] open = [.. Configured(configuration).Where(address => !IsLoopback(address))];
        if (!hasAccess && open.Length > 0)
        {
            throw new InvalidOperationException(
                $"'{open[0]}' can be reached from other machines, which needs a key: add one with 'keys add', set "
                    + $"{LocalHttpOptions.Section}:{nameof(LocalHttpOptions.ApiKey)} (as an environment variable Ocfl__Http__ApiKey), "
                    + $"or listen on {Default}.");
        }
    }

    private static bool IsLoopback(string address)
    {
        BindingAddress parsed = Parse(address);
        return parsed.IsUnixPipe
            || parsed.IsNamedPipe
            || parsed.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(parsed.Host.Trim('[', ']'), out IPAddress? ip) && IPAddress.IsLoopback(ip));
    }

    private static BindingAddress Parse(string address)
    {
        try
        {
            return BindingAddress.Parse(address);
        }
        catch (FormatException failure)
        {
            throw new InvalidOperationException($"'{address}' is not an address to listen on, such as {Default}.", failure);
        }
    }

    private static string[] List(string? text) =>
        (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
