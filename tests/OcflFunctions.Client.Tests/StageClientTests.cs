using System.Net;

namespace OcflFunctions.Client.Tests;

/// <summary>The client's calls about stages against made-up answers.</summary>
public sealed class StageClientTests
{
    private const string Id = "0123456789abcdef0123456789abcdef";
    private readonly InstantTime _time = new();

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a/../..")]
    [InlineData("a//b")]
    [InlineData("/a")]
    [InlineData("a/")]
    public async Task A_path_that_would_be_another_resource_is_not_sent(string path)
    {
        ScriptedHandler handler = new();
        OcflFunctionsClient client = Client(handler);
        using MemoryStream content = new([1]);

        await Assert.ThrowsAsync<ArgumentException>(() => client.DeleteStagedFileAsync(Id, path));
        await Assert.ThrowsAsync<ArgumentException>(() => client.PutFileAsync(Id, path, content));
        await Assert.ThrowsAsync<ArgumentException>(() => client.UploadAsync(Id, path, content));
        Assert.Empty(handler.Requests);
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    public async Task An_id_that_would_be_another_resource_is_not_sent(string id)
    {
        ScriptedHandler handler = new();
        OcflFunctionsClient client = Client(handler);

        await Assert.ThrowsAsync<ArgumentException>(() => client.DeleteStageAsync(id));
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetStageAsync(id));
        await Assert.ThrowsAsync<ArgumentException>(() => client.DeleteStagedFileAsync(id, "a"));
        await Assert.ThrowsAsync<ArgumentException>(() => client.GetAsync(id));
        Assert.Empty(handler.Requests);
    }

    [Theory]
    [InlineData("stage-changed", true)]
    [InlineData("offset-mismatch", true)]
    [InlineData("stage-taken", false)]
    public async Task An_upload_continues_after_another_writer_but_not_when_an_update_has_the_stage(string kind, bool continues)
    {
        ScriptedHandler handler = new(
            Answer(HttpStatusCode.Created, null, "/api/stages/1/uploads/2"),
            ScriptedHandler.Json(
                HttpStatusCode.Conflict, $$"""{"type":"urn:ocfl-functions:problem:{{kind}}","status":409}""", "application/problem+json"),
            Answer(HttpStatusCode.OK, "1"),
            Answer(HttpStatusCode.NoContent, "3"),
            ScriptedHandler.Json(
                HttpStatusCode.OK, """{"path":"a","length":3,"digests":{},"uploadedAt":"2026-08-01T00:00:00Z"}"""));
        using MemoryStream content = new("abc"u8.ToArray());

        if (continues)
        {
            Assert.Equal("a", (await Client(handler).UploadAsync(Id, "a", content)).Path);
            Assert.Equal("bc", handler.Bodies[3]);
        }
        else
        {
            OcflFunctionsException refusal = await Assert.ThrowsAsync<OcflFunctionsException>(
                () => Client(handler).UploadAsync(Id, "a", content));
            Assert.Equal(HttpStatusCode.Conflict, refusal.Status);
        }
    }

    private static Func<HttpResponseMessage> Answer(HttpStatusCode status, string? offset, string? location = null) => () =>
    {
        HttpResponseMessage answer = new(status);
        if (offset is not null)
        {
            answer.Headers.Add("Upload-Offset", offset);
        }

        answer.Headers.Location = location is null ? null : new Uri(location, UriKind.Relative);
        return answer;
    };

    private OcflFunctionsClient Client(HttpMessageHandler handler) => new(
        new HttpClient(handler), new OcflFunctionsClientOptions { Address = new Uri("http://service.example") }, _time);
}
