using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ocfl.Testing.OpenApi;

namespace OcflFunctions.Local.Tests.Access;

/// <summary>The query parameters that calls accept, and those in the OpenAPI document.</summary>
public sealed partial class DocumentedQueryTests
{
    [Fact]
    public async Task Each_call_accepts_the_query_parameters_of_the_document_and_no_other()
    {
        (AccessHost host, _) = await AccessHost.StartAsync([]);
        await using AccessHost running = host;
        ApiDocument document = ApiDocument.Parse(await host.Http.GetStringAsync("/api/openapi.json"));
        int calls = 0;

        // The answer to HEAD has no body; each has a GET, or no parameters.
        foreach (ApiOperation operation in document.Operations.Where(operation => operation.Method != "HEAD"))
        {
            string detail = await RefusalAsync(host, document, operation, "nonsense=1");
            Assert.StartsWith("There is no query parameter 'nonsense'.", detail, StringComparison.Ordinal);
            Match list = Known().Match(detail);
            IEnumerable<string> accepted = list.Success ? list.Groups["names"].Value.Split(", ") : [];
            Assert.Equal(
                operation.Parameters("query").Select(parameter => parameter["name"]!.ToString()).Order(StringComparer.Ordinal),
                accepted.Order(StringComparer.Ordinal));
            foreach (JsonObject top in operation.Parameters("query").Where(parameter => parameter["name"]!.ToString() == "top"))
            {
                string bounds = await RefusalAsync(host, document, operation, "top=0");
                Assert.Equal(
                    $"'0' must be a number from {top["schema"]!["minimum"]} to {top["schema"]!["maximum"]}.", bounds);
            }

            calls++;
        }

        Assert.True(calls > 20);
    }

    private static async Task<string> RefusalAsync(AccessHost host, ApiDocument document, ApiOperation operation, string query)
    {
        string path = operation.Path;
        foreach (JsonObject parameter in operation.Parameters("path"))
        {
            path = path.Replace($"{{{parameter["name"]}}}", parameter["example"]!.ToString(), StringComparison.Ordinal);
        }

        using HttpResponseMessage response = await host.SendAsync(operation.Method, $"{document.Server}{path}?{query}");
        string body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.BadRequest, $"{operation.Id}: {response.StatusCode} {body}");
        JsonNode problem = JsonNode.Parse(body)!;
        Assert.Equal("urn:ocfl-functions:problem:invalid-query", problem["type"]!.ToString());
        return problem["detail"]!.ToString();
    }

    [GeneratedRegex(@"There are: (?<names>[^.]+)\.$", RegexOptions.ExplicitCapture)]
    private static partial Regex Known();
}
