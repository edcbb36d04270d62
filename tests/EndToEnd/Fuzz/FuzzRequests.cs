using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ocfl.Testing.OpenApi;

namespace EndToEnd.Fuzz;

/// <summary>A request as it goes over the line.</summary>
/// <param name="Operation">The operation that it is made from.</param>
/// <param name="Bytes">The request.</param>
/// <param name="IsWhole">Whether HTTP itself has nothing against it: the answer is then the service's own.</param>
/// <param name="IsCut">Whether it is shorter than it says.</param>
internal sealed record FuzzRequest(ApiOperation Operation, byte[] Bytes, bool IsWhole, bool IsCut)
{
    public override string ToString() => Encoding.Latin1.GetString(Bytes.AsSpan(0, Math.Min(Bytes.Length, 2000)));
}

/// <summary>Makes requests from a document, each wrong in some way, and a few right.</summary>
/// <param name="document">The document.</param>
/// <param name="random">The source of all choices.</param>
/// <param name="marker">A name that is in each path that leads elsewhere.</param>
internal sealed class FuzzRequests(ApiDocument document, Random random, string marker)
{
    private readonly FuzzValues _values = new(random, marker);
    private readonly List<string> _ids = [];
    private bool _isWhole;
    private bool _isCut;

    /// <summary>Notes the id of something that the service has made, for later requests.</summary>
    public void Learn(string id) => _ids.Add(id);

    /// <summary>The next request.</summary>
    public FuzzRequest Next()
    {
        (_isWhole, _isCut) = (true, false);
        ApiOperation operation = _values.Any([.. document.Operations]);
        StringBuilder head = new();
        string method = _values.OneIn(40) ? _values.Any("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW") : operation.Method;
        head.Append(CultureInfo.InvariantCulture, $"{method} {TargetOf(operation)} HTTP/1.1\r\n");
        List<string> headers = [.. HeadersOf(operation)];
        byte[] body = BodyOf(operation, headers);
        byte[] sent = FrameOf(body, headers, operation.Definition["requestBody"] is not null);
        foreach (string header in headers.OrderBy(_ => random.Next()).Append("Connection: close"))
        {
            head.Append(header).Append("\r\n");
        }

        // UTF-8, so that a text that is not ASCII arrives as such bytes.
        return new FuzzRequest(operation, [.. Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()), .. sent], _isWhole, _isCut);
    }

    private string TargetOf(ApiOperation operation)
    {
        string path = operation.Path;
        foreach (JsonObject parameter in operation.Parameters("path"))
        {
            path = path.Replace($"{{{parameter["name"]}}}", PathValue(parameter), StringComparison.Ordinal);
        }

        List<string> query = [];
        foreach (JsonObject parameter in operation.Parameters("query"))
        {
            while (_values.OneIn(2))
            {
                query.Add($"{parameter["name"]}={Escape(_values.OneIn(3) ? parameter["example"]!.ToString() : _values.Text())}");
            }
        }

        if (_values.OneIn(8))
        {
            query.Add(_values.Any("x=1", "code=", "code=a&code=b", "%00=1", "=", "&&", "top[]=1", "%zz"));
        }

        return document.Server + path + (query.Count == 0 ? "" : "?" + string.Join('&', query));
    }

    private string PathValue(JsonObject parameter)
    {
        if (_ids.Count > 0 && !_values.OneIn(3) && parameter["name"]!.ToString() != "path")
        {
            return _ids[random.Next(_ids.Count)];
        }

        string value = _values.OneIn(3) ? parameter["example"]!.ToString() : _values.Text();
        string escaped = Escape(value.Length > 3000 ? value[..3000] : value);
        return escaped.Length == 0 ? "x" : _values.OneIn(4) ? escaped.Replace("%2F", "/", StringComparison.Ordinal) : escaped;
    }

    private static string Escape(string text) => Uri.EscapeDataString(text.Length > 1500 ? text[..1500] : text);

    private IEnumerable<string> HeadersOf(ApiOperation operation)
    {
        if (_values.OneIn(50))
        {
            _isWhole = false;
        }
        else
        {
            yield return "Host: 127.0.0.1";
        }

        foreach (JsonObject parameter in operation.Parameters("header"))
        {
            while (_values.OneIn(2))
            {
                string value = _values.OneIn(2) ? parameter["example"]!.ToString() : _values.Text();
                yield return HeaderOf(parameter["name"]!.ToString(), value);
            }
        }

        if (_values.OneIn(6))
        {
            string name = _values.Any(
                "Accept", "Authorization", "x-functions-key", "Range", "If-None-Match", "If-Modified-Since", "Expect", "Cookie",
                "X-Forwarded-For", "X-HTTP-Method-Override", "Content-Digest", "Upload-Offset");
            yield return HeaderOf(name, _values.Text());
        }

        if (_values.OneIn(50))
        {
            _isWhole = false;
            yield return _values.Any("Broken", ": no name", "Na me: x", "X: " + new string('x', 40_000), "Host: again", "X:\0");
        }
    }

    // What a header cannot have ends the request at the server, before the service sees it.
    private string HeaderOf(string name, string value)
    {
        _isWhole &= value.All(character => character is >= ' ' and <= '~') && value.Length < 4000 && name != "Expect";
        return $"{name}: {(value.Length > 9000 ? value[..9000] : value).ReplaceLineEndings(" ")}";
    }

    private byte[] BodyOf(ApiOperation operation, List<string> headers)
    {
        if (operation.Definition["requestBody"]?["content"] is not JsonObject content)
        {
            return _values.OneIn(10) ? _values.Bytes() : [];
        }

        (string mediaType, JsonNode? media) = content.ElementAt(random.Next(content.Count));
        if (!_values.OneIn(15))
        {
            headers.Add("Content-Type: " + (_values.OneIn(10)
                ? _values.Any("text/html", "application/json; charset=utf-16", "a", "", "multipart/form-data; boundary=x", "application/xml")
                : mediaType));
        }

        if (_values.OneIn(25))
        {
            headers.Add("Content-Encoding: " + _values.Any("gzip", "identity", "br, gzip", "x"));
        }

        return media!["examples"] is JsonObject { Count: > 0 } examples
            ? JsonOf(examples.ElementAt(random.Next(examples.Count)).Value!["value"]!.DeepClone())
            : _values.Bytes();
    }

    private byte[] JsonOf(JsonNode example)
    {
        switch (random.Next(12))
        {
            case 0:
                return _values.Bytes();
            case 1:
                return Encoding.UTF8.GetBytes(_values.Any(
                    "", "{", "[]", "null", "\"\\ud800\"", "{\"objectId\":\"\\udfff\"}", "{\"a\":1}{\"b\":2}", "{\"a\":1,\"a\":2}", "\uFEFF{}",
                    "{'a':1}", "{\"a\":NaN}", "// comment\n{}"));
            case 2:
                return Encoding.UTF8.GetBytes(_values.Json()?.ToJsonString(FuzzValues.Deeply) ?? "null");
            case 3:
                byte[] whole = Encoding.UTF8.GetBytes(example.ToJsonString(FuzzValues.Deeply));
                return whole[..random.Next(whole.Length)];
            default:
                for (int change = random.Next(4); change > 0; change--)
                {
                    Mutate(example);
                }

                return JsonSerializer.SerializeToUtf8Bytes(example, FuzzValues.Deeply);
        }
    }

    private void Mutate(JsonNode node)
    {
        switch (node)
        {
            case JsonObject members when members.Count > 0:
                string name = members.ElementAt(random.Next(members.Count)).Key;
                if (members[name] is (JsonObject or JsonArray) and { } inner && !_values.OneIn(3))
                {
                    Mutate(inner);
                }
                else if (_values.OneIn(4))
                {
                    members.Remove(name);
                }
                else if (_values.OneIn(6))
                {
                    members[_values.Any("", "__proto__", "a.b", "a\0", name.ToUpperInvariant())] = _values.Json();
                }
                else
                {
                    members[name] = _values.Json();
                }

                break;
            case JsonArray items when items.Count > 0:
                int index = random.Next(items.Count);
                if (items[index] is (JsonObject or JsonArray) and { } item && !_values.OneIn(3))
                {
                    Mutate(item);
                }
                else
                {
                    items[index] = _values.Json();
                }

                break;
        }
    }

    // How the length of the body is given, and what of the body is sent.
    private byte[] FrameOf(byte[] body, List<string> headers, bool hasBody)
    {
        if (body.Length == 0 && !hasBody)
        {
            return body;
        }

        switch (random.Next(30))
        {
            case 0:
                (_isWhole, _isCut) = (false, true);
                headers.Add($"Content-Length: {body.Length + 10}");
                return body;
            case 1:
                (_isWhole, _isCut) = (false, true);
                headers.Add(_values.Any("Content-Length: -1", "Content-Length: x", "Content-Length: 1\r\nContent-Length: 2"));
                return body;
            case 2:
                (_isWhole, _isCut) = (false, true);
                headers.Add("Transfer-Encoding: chunked");
                return Encoding.ASCII.GetBytes(_values.Any("zz\r\nx\r\n", "5\r\nab", "ffffffffffffffff\r\nx", "1\r\nx"));
            case 3:
                headers.Add("Transfer-Encoding: chunked");
                return body.Length == 0
                    ? "0\r\n\r\n"u8.ToArray()
                    : [.. Encoding.ASCII.GetBytes($"{body.Length:x}\r\n"), .. body, .. "\r\n0\r\n\r\n"u8];
            case 4:
                (_isWhole, _isCut) = (false, true);
                headers.Add("Content-Length: 1");
                headers.Add("Transfer-Encoding: chunked");
                return body;
            default:
                headers.Add($"Content-Length: {body.Length}");
                return body;
        }
    }
}
