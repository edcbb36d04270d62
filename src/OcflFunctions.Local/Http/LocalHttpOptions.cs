namespace OcflFunctions.Local.Http;

/// <summary>How the local host speaks HTTP: the configuration section <c>Ocfl:Http</c>.</summary>
public sealed class LocalHttpOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Ocfl:Http";

    /// <summary>The Functions host's own limit: 100 MiB.</summary>
    public const long DefaultMaxRequestBodyBytes = 100 * 1024 * 1024;

    /// <summary>
    /// The key that callers show in the header <c>x-functions-key</c> or in the query as <c>code</c>, for every function but the anonymous
    /// ones and for the management API. Null means that no key is asked for, and that only this machine is answered.
    /// </summary>
    public string? ApiKey { get; set; }

    /// <summary>The longest request body in bytes; 0 means no limit.</summary>
    public long MaxRequestBodyBytes { get; set; } = DefaultMaxRequestBodyBytes;
}
