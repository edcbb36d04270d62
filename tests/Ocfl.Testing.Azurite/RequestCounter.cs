using System.Collections.Concurrent;

namespace Ocfl.Testing.Azurite;

/// <summary>Counts the requests that go out, by kind, each attempt at one.</summary>
public sealed class RequestCounter : DelegatingHandler
{
    private readonly ConcurrentDictionary<string, int> _counts = new();

    /// <summary>How often each kind has gone out.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    /// <summary>How many there were of all kinds.</summary>
    public int Total => _counts.Values.Sum();

    /// <summary>Begins again with none.</summary>
    public void Reset() => _counts.Clear();

    /// <summary>The operation's name as the service's reference has it.</summary>
    public static string GetKind(HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        string query = request.RequestUri!.Query;
        bool Has(string part) => query.Contains(part, StringComparison.Ordinal);
        bool HasHeader(string name) => request.Headers.Contains(name);
        return request.Method.Method switch
        {
            "PUT" when Has("restype=container") => "Create Container",
            "PUT" when Has("comp=blocklist") => "Put Block List",
            "PUT" when Has("comp=block") => HasHeader("x-ms-copy-source") ? "Put Block From URL" : "Put Block",
            "PUT" when Has("comp=metadata") => "Set Blob Metadata",
            "PUT" when Has("comp=copy") => "Abort Copy Blob",
            "PUT" when HasHeader("x-ms-requires-sync") => "Copy Blob From URL",
            "PUT" when HasHeader("x-ms-copy-source") => "Copy Blob",
            "PUT" => "Put Blob",
            "GET" when Has("comp=list") => "List Blobs",
            "GET" when Has("comp=blocklist") => "Get Block List",
            "GET" => "Get Blob",
            "HEAD" => "Get Blob Properties",
            "DELETE" => "Delete Blob",
            string other => other,
        };
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        _counts.AddOrUpdate(GetKind(request), 1, (_, count) => count + 1);
        return base.SendAsync(request, cancellationToken);
    }
}
