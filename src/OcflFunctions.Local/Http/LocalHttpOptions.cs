namespace OcflFunctions.Local.Http;

/// <summary>The HTTP options of the local host: the configuration section <c>Ocfl:Http</c>.</summary>
public sealed class LocalHttpOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Ocfl:Http";

    /// <summary>The Functions host's own limit: 100 MiB.</summary>
    public const long DefaultMaxRequestBodyBytes = 100 * 1024 * 1024;

    /// <summary>
    /// The key that callers send in the header <c>x-functions-key</c> or in the query as <c>code</c>, for every function but the anonymous
    /// ones and for the management API. Its holders are operators. Null means that there is no such key; without named keys and tokens
    /// only this machine is answered.
    /// </summary>
    public string? ApiKey { get; set; }

    /// <summary>
    /// The file of the named keys, which <c>keys add</c> creates; in the data folder if it is not set. If the file exists, callers need a
    /// key. Null means that there are no named keys.
    /// </summary>
    public string? KeyFile { get; set; }

    /// <summary>
    /// The address by which callers reach the service, such as <c>https://ocfl.example.org/archive</c>: what the engine's URLs start with.
    /// Null means the address at which the caller's connection ends.
    /// </summary>
    public Uri? PublicAddress { get; set; }

    /// <summary>Whether <c>GET /api/metrics</c> answers with the metrics of this process as Prometheus reads them.</summary>
    public bool Metrics { get; set; }

    /// <summary>
    /// How many connections are open at the same time; more are closed at once. 0 means half of the files that the process may have open,
    /// beside its own.
    /// </summary>
    public int MaxConnections { get; set; }

    /// <summary>How long a caller may take to send the headers of a request.</summary>
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection stays open without a request.</summary>
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest request body in bytes; 0 means no limit.</summary>
    public long MaxRequestBodyBytes { get; set; } = DefaultMaxRequestBodyBytes;
}
