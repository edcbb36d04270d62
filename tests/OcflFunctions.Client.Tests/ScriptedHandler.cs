using System.Net;
using System.Text;

namespace OcflFunctions.Client.Tests;

/// <summary>Answers each request with the next of what is written down, and notes what was asked.</summary>
internal sealed class ScriptedHandler(params Func<HttpResponseMessage>[] answers) : HttpMessageHandler
{
    private readonly Queue<Func<HttpResponseMessage>> _answers = new(answers);

    public List<HttpRequestMessage> Requests { get; } = [];

    public List<string> Bodies { get; } = [];

    public int Left => _answers.Count;

    public static Func<HttpResponseMessage> Json(
        HttpStatusCode status, string body, string mediaType = "application/json", string? retryAfter = null) => () =>
    {
        HttpResponseMessage answer = new(status) { Content = new StringContent(body, Encoding.UTF8, mediaType) };
        if (retryAfter is not null)
        {
            answer.Headers.Add("Retry-After", retryAfter);
        }

        return answer;
    };

    public static Func<HttpResponseMessage> Fail(HttpRequestError error) => () => throw new HttpRequestException(error, "On the way.");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Add(request);
        Bodies.Add(request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken));
        HttpResponseMessage answer = _answers.Dequeue()();
        answer.RequestMessage = request;
        return answer;
    }
}
