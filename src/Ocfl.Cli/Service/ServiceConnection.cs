using OcflFunctions.Client;

namespace Ocfl.Cli.Service;

/// <summary>The clients of a service.</summary>
internal sealed class ServiceConnection
{
    private ServiceConnection(string address, OcflFunctionsClient client, OcflFunctionsClient patient)
    {
        Address = address;
        Client = client;
        Patient = patient;
    }

    /// <summary>Where the service is, for people.</summary>
    public string Address { get; }

    /// <summary>A client that gives up soon: a service that cannot be reached is reported at once.</summary>
    public OcflFunctionsClient Client { get; }

    /// <summary>A client for work that has started: it outlasts a restart of the service.</summary>
    public OcflFunctionsClient Patient { get; }

    /// <summary>Connects to a service.</summary>
    /// <param name="address">Its address (<see cref="ServiceAddress.Read"/>).</param>
    /// <exception cref="ToolException">There is a key that must not be sent there.</exception>
    public static ServiceConnection Open(string address)
    {
        Uri url = new(address);
        string? key = ServiceKey.Read(url);

        // They live as long as the process.
#pragma warning disable CA2000
        // Another host does not get the key: redirects are not followed.
        SocketsHttpHandler handler = new() { ConnectTimeout = TimeSpan.FromSeconds(15), AllowAutoRedirect = false };
        HttpClient http = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore CA2000
        OcflFunctionsClientOptions quick = new()
        {
            Address = url,
            FunctionKey = key,
            Attempts = 3,
            FirstRetryDelay = TimeSpan.FromMilliseconds(250),
        };
        OcflFunctionsClientOptions patient = new() { Address = quick.Address, FunctionKey = key, Attempts = 10 };
        return new ServiceConnection(address, new OcflFunctionsClient(http, quick), new OcflFunctionsClient(http, patient));
    }

    /// <summary>A command line of this tool for the same service.</summary>
    public string Suggest(string command) => $"'ocfl {command} {ServiceAddress.OptionName} {Address}'";
}
