using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Ocfl.Storage;
using Ocfl.Testing.OpenApi;

namespace EndToEnd;

/// <summary>
/// Writes down what of the service's OpenAPI document was met: a line for each status and each parameter of an operation, and for each
/// type of problem. Only where <c>OCFL_API_COVERAGE</c> names a folder. <see cref="ApiCoverageTests"/> reads them.
/// </summary>
/// <param name="service">The service.</param>
internal sealed class ApiCoverage(IService service)
{
    /// <summary>The file with the document.</summary>
    public const string DocumentName = "openapi.json";

    private static readonly string? Folder = Environment.GetEnvironmentVariable("OCFL_API_COVERAGE");

    private readonly ConcurrentDictionary<string, bool> _met = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly string _file = $"{PlaceOf(service)}-{Guid.NewGuid():N}.txt";

    /// <summary>A status of an operation.</summary>
    public static string Status(ApiOperation operation, string status) => $"{operation.Id}: status {status}";

    /// <summary>A parameter of an operation.</summary>
    public static string Parameter(ApiOperation operation, string place, string name) => $"{operation.Id}: {place} {name}";

    /// <summary>A type of problem.</summary>
    public static string Problem(string type) => $"problem {type}";

    /// <summary>Writes down a request and its answer.</summary>
    /// <param name="document">The document.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="request">The request.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="body">The body, if it is JSON.</param>
    public void Add(
        ApiDocument document, ApiOperation operation, HttpRequestMessage request, int status, ReadOnlyMemory<byte> body)
    {
        if (Folder is null)
        {
            return;
        }

        string query = request.RequestUri!.Query;
        IEnumerable<string> lines =
        [
            Status(operation, status.ToString(CultureInfo.InvariantCulture)),
            .. NamesOf(operation, "query")
                .Where(name => query.Replace('?', '&').Contains($"&{name}=", StringComparison.Ordinal))
                .Select(name => Parameter(operation, "query", name)),
            .. NamesOf(operation, "header")
                .Where(name => request.Headers.NonValidated.Contains(name) || request.Content?.Headers.NonValidated.Contains(name) == true)
                .Select(name => Parameter(operation, "header", name)),
            .. TypesOf(status, body).Select(Problem),
        ];
        foreach (string line in lines.Where(line => _met.TryAdd(line, true)))
        {
            lock (_gate)
            {
                Directory.CreateDirectory(Folder);
                File.AppendAllText(Path.Combine(Folder, _file), line + "\n");
                string known = Path.Combine(Folder, DocumentName);
                if (!File.Exists(known))
                {
                    string own = Path.Combine(Folder, _file + ".json");
                    File.WriteAllText(own, document.Root.ToJsonString());
                    File.Move(own, known, overwrite: true);
                }
            }
        }
    }

    /// <summary>The names of an operation's parameters in one place.</summary>
    public static IEnumerable<string> NamesOf(ApiOperation operation, string place) =>
        operation.Parameters(place).Select(parameter => parameter["name"]!.ToString());

    private static string PlaceOf(IService service) => service.Root switch
    {
        null => "remote",
        LocalStorage => "folders",
        _ => "blobs",
    };

    private static IEnumerable<string> TypesOf(int status, ReadOnlyMemory<byte> body)
    {
        if (status < 400 || body.IsEmpty)
        {
            return [];
        }

        JsonNode? problem = JsonNode.Parse(body.Span);
        return (problem?["errors"]?.AsArray() ?? []).Append(problem).Select(part => part?["type"]?.ToString()).OfType<string>();
    }
}
