using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Ocfl.Storage;
using Ocfl.Testing.OpenApi;

namespace EndToEnd;

/// <summary>
/// What of the service's OpenAPI document the suite has met: each status and each parameter of an operation, and each type of problem.
/// <see cref="ApiCoverageTests"/> compares it at the end. It is static because all classes of tests add to it.
/// </summary>
/// <param name="place">The kind of service, which counts on its own.</param>
internal sealed class ApiCoverage(string place)
{
    /// <summary>Services of the suite on local storage.</summary>
    public const string Folders = "folders";

    /// <summary>Services of the suite on Azurite.</summary>
    public const string Blobs = "blobs";

    /// <summary>The service that <c>OCFL_E2E_URL</c> names.</summary>
    public const string Remote = "remote";

    private static readonly ConcurrentDictionary<string, ApiCoverage> Places = new(StringComparer.Ordinal);

    // Such an answer says nothing about the other parts of a request.
    private static readonly int[] Refusals = [400, 401, 403, 404, 405, 406, 415];

    private readonly ConcurrentDictionary<string, bool> _met = new(StringComparer.Ordinal);
    private ApiDocument? _document;

    /// <summary>The kind of service.</summary>
    public string Place => place;

    /// <summary>The document; null if no service of this kind has answered.</summary>
    public ApiDocument? Document => _document;

    /// <summary>What was met.</summary>
    public IReadOnlySet<string> Met => _met.Keys.ToHashSet(StringComparer.Ordinal);

    /// <summary>What was met of a kind of service.</summary>
    public static ApiCoverage At(string place) => Places.GetOrAdd(place, static place => new ApiCoverage(place));

    /// <summary>What was met of services like this one.</summary>
    public static ApiCoverage Of(IService service) => At(service switch
    {
        RemoteService => Remote,
        { Root: LocalStorage } => Folders,
        _ => Blobs,
    });

    /// <summary>A status of an operation.</summary>
    public static string Status(ApiOperation operation, string status) => $"{operation.Id} {operation.Method}: status {status}";

    /// <summary>A parameter of an operation.</summary>
    public static string Parameter(ApiOperation operation, string place, string name) =>
        $"{operation.Id} {operation.Method}: {place} {name}";

    /// <summary>A type of problem.</summary>
    public static string Problem(string type) => $"problem {type}";

    /// <summary>The names of an operation's parameters in one place.</summary>
    public static IEnumerable<string> NamesOf(ApiOperation operation, string place) =>
        operation.Parameters(place).Select(parameter => parameter["name"]!.ToString());

    /// <summary>Counts a request and its answer. A parameter counts if the request was not refused for another reason.</summary>
    /// <param name="document">The document.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="request">The request.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="problem">The body, if it is a problem; otherwise empty.</param>
    public void Add(
        ApiDocument document, ApiOperation operation, HttpRequestMessage request, int status, ReadOnlyMemory<byte> problem)
    {
        AddAnswer(document, operation, status, problem);
        if (Refusals.Contains(status))
        {
            return;
        }

        string query = request.RequestUri!.Query.Replace('?', '&');
        foreach (string name in NamesOf(operation, "query").Where(name => query.Contains($"&{name}=", StringComparison.Ordinal)))
        {
            _met.TryAdd(Parameter(operation, "query", name), true);
        }

        foreach (string name in NamesOf(operation, "header").Where(name => request.Headers.NonValidated.Contains(name)
            || request.Content?.Headers.NonValidated.Contains(name) == true))
        {
            _met.TryAdd(Parameter(operation, "header", name), true);
        }
    }

    /// <summary>Counts an answer.</summary>
    /// <param name="document">The document.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="problem">The body, if it is a problem; otherwise empty.</param>
    public void AddAnswer(ApiDocument document, ApiOperation operation, int status, ReadOnlyMemory<byte> problem)
    {
        _document ??= document;
        _met.TryAdd(Status(operation, status.ToString(CultureInfo.InvariantCulture)), true);
        foreach (string type in TypesOf(problem))
        {
            _met.TryAdd(Problem(type), true);
        }
    }

    private static IEnumerable<string> TypesOf(ReadOnlyMemory<byte> problem)
    {
        if (problem.IsEmpty)
        {
            return [];
        }

        JsonNode? body = JsonNode.Parse(problem.Span);
        return (body?["errors"]?.AsArray() ?? []).Append(body).Select(part => part?["type"]?.ToString()).OfType<string>();
    }
}
