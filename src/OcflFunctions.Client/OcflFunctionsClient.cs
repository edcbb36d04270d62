using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using OcflFunctions.Contracts;

namespace OcflFunctions.Client;

/// <summary>
/// Starts, follows and controls updates of OCFL objects, starts validations, and reads objects. If the service refuses a request, an
/// <see cref="OcflFunctionsException"/> is thrown. Transient failures are retried; if all attempts fail, an
/// <see cref="HttpRequestException"/> is thrown. Thread-safe.
/// </summary>
public sealed partial class OcflFunctionsClient
{
    private const string Updates = "api/updates";
    private const string Validations = "api/validations";

    private readonly HttpClient _http;
    private readonly OcflFunctionsClientOptions _options;
    private readonly TimeProvider _time;
    private readonly RetryDelays _delays;
    private readonly Uri _address;

    /// <summary>A client.</summary>
    /// <param name="http">Sends the requests. The caller disposes of it.</param>
    /// <param name="options">Where the service is; null for <see cref="HttpClient.BaseAddress"/> and no key.</param>
    /// <param name="time">The clock for delays; null for the system's.</param>
    /// <exception cref="ArgumentException">An option is not valid, or there is no address; the message names it.</exception>
    public OcflFunctionsClient(HttpClient http, OcflFunctionsClientOptions? options = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        _http = http;
        _options = options ?? new OcflFunctionsClientOptions();
        _options.Check();
        _time = time ?? TimeProvider.System;
        _delays = new RetryDelays(_options, _time);
        Uri address = _options.Address ?? http.BaseAddress
            ?? throw new ArgumentException(
                $"The option {nameof(OcflFunctionsClientOptions.Address)} is not set, and the {nameof(HttpClient)} has no base address.",
                nameof(options));
        _address = address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
    }

    /// <summary>
    /// Starts an update, once: all attempts have the same idempotency key. The same key with the same request later returns the same
    /// update.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="idempotencyKey">1 to 255 visible ASCII characters; null for a new one.</param>
    /// <param name="cancellationToken">Cancels the call. The update may have been started.</param>
    /// <exception cref="OcflFunctionsException">The request is not valid, or the key was used for another one.</exception>
    public async Task<StartedUpdate> StartAsync(
        UpdateRequest request, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await StartAsync(
            Updates, Serialize(request), idempotencyKey, ContractsJson.Relaxed.StartedUpdate, cancellationToken).ConfigureAwait(false);
    }

    // Without a source there is no mode: it says what becomes of the source's files, and the service refuses it.
    private static byte[] Serialize(UpdateRequest request)
    {
        if (request is not { Source: null, Changes: not null })
        {
            return JsonSerializer.SerializeToUtf8Bytes(request, ContractsJson.Relaxed.UpdateRequest);
        }

        JsonObject members = JsonSerializer.SerializeToNode(request, ContractsJson.Relaxed.UpdateRequest)!.AsObject();
        members.Remove(JsonNamingPolicy.CamelCase.ConvertName(nameof(UpdateRequest.Mode)));
        return Encoding.UTF8.GetBytes(members.ToJsonString(ContractsJson.Relaxed.Options));
    }

    /// <summary>The current state of an update, with its steps if there are few.</summary>
    /// <param name="id">The update's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="OcflFunctionsException">There is no such update (404).</exception>
    public async Task<Update> GetAsync(string id, CancellationToken cancellationToken = default) =>
        (await PollAsync(PathOf(Updates, id), ContractsJson.Relaxed.Update, cancellationToken).ConfigureAwait(false)).Found;

    /// <summary>Updates, newest first, fetched page by page as they are enumerated.</summary>
    /// <param name="filter">Which updates; null for all.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    public async IAsyncEnumerable<Update> ListAsync(
        UpdateFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        filter ??= new UpdateFilter();
        string? continuation = null;
        do
        {
            UpdatePage page = await GetAsync(
                Updates + filter.ToQuery(continuation), ContractsJson.Relaxed.UpdatePage, cancellationToken).ConfigureAwait(false);
            foreach (Update update in page.Updates)
            {
                yield return update;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    /// <summary>Suspends an update: running activities finish, and no further activity starts.</summary>
    /// <param name="id">The update's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="OcflFunctionsException">There is no such update (404), or its state forbids it (409).</exception>
    public Task SuspendAsync(string id, CancellationToken cancellationToken = default) =>
        CommandAsync(PathOf(Updates, id), "suspend", cancellationToken);

    /// <summary>Resumes a suspended update.</summary>
    /// <inheritdoc cref="SuspendAsync"/>
    public Task ResumeAsync(string id, CancellationToken cancellationToken = default) =>
        CommandAsync(PathOf(Updates, id), "resume", cancellationToken);

    /// <summary>Stops an update and undoes it, unless it is already committed.</summary>
    /// <inheritdoc cref="SuspendAsync"/>
    public Task CancelAsync(string id, CancellationToken cancellationToken = default) =>
        CommandAsync(PathOf(Updates, id), "cancel", cancellationToken);

    /// <summary>Retries what failed in a held update, once the fault is fixed.</summary>
    /// <inheritdoc cref="SuspendAsync"/>
    public Task RetryAsync(string id, CancellationToken cancellationToken = default) =>
        CommandAsync(PathOf(Updates, id), "retry", cancellationToken);

    /// <summary>
    /// Waits until an update has finished, and returns it: see <see cref="Update.Status"/>, <see cref="Update.Result"/> and
    /// <see cref="Update.Error"/>. It also waits while the update is held or suspended.
    /// </summary>
    /// <param name="id">The update's id.</param>
    /// <param name="progress">Receives the update after each poll, the last one included; may be null.</param>
    /// <param name="cancellationToken">Stops waiting; the update continues.</param>
    /// <exception cref="OcflFunctionsException">There is no such update (404).</exception>
    public Task<Update> WaitAsync(string id, IProgress<Update>? progress = null, CancellationToken cancellationToken = default) =>
        WaitAsync(PathOf(Updates, id), ContractsJson.Relaxed.Update, static update => update.IsFinished, progress, cancellationToken);

    /// <summary>Starts the validation of an object, or of the storage root with all its objects: once, as for updates.</summary>
    /// <param name="request">The request.</param>
    /// <param name="idempotencyKey">1 to 255 visible ASCII characters; null for a new one.</param>
    /// <param name="cancellationToken">Cancels the call. The validation may have been started.</param>
    /// <exception cref="OcflFunctionsException">The request is not valid, there is no such object (404), or the key was used for another
    /// request.</exception>
    public async Task<StartedValidation> StartValidationAsync(
        ValidationRequest request, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(request, ContractsJson.Relaxed.ValidationRequest);
        return await StartAsync(
            Validations, body, idempotencyKey, ContractsJson.Relaxed.StartedValidation, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The current state of a validation.</summary>
    /// <param name="id">The validation's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="OcflFunctionsException">There is no such validation (404).</exception>
    public async Task<Validation> GetValidationAsync(string id, CancellationToken cancellationToken = default) =>
        (await PollAsync(PathOf(Validations, id), ContractsJson.Relaxed.Validation, cancellationToken).ConfigureAwait(false)).Found;

    /// <summary>Waits until a validation has finished, and returns it. It also waits while the validation is suspended.</summary>
    /// <param name="id">The validation's id.</param>
    /// <param name="progress">Receives the validation after each poll, the last one included; may be null.</param>
    /// <param name="cancellationToken">Stops waiting; the validation continues.</param>
    /// <exception cref="OcflFunctionsException">There is no such validation (404).</exception>
    public Task<Validation> WaitForValidationAsync(
        string id, IProgress<Validation>? progress = null, CancellationToken cancellationToken = default) =>
        WaitAsync(PathOf(Validations, id), ContractsJson.Relaxed.Validation, static validation =>
            validation.IsFinished, progress, cancellationToken);

    /// <summary>The findings of a validation so far, in the order of the storage root, fetched page by page.</summary>
    /// <param name="id">The validation's id.</param>
    /// <param name="pageSize">How many to fetch in one request, 1 to 1000; null for the service's default. It does not limit how many are
    /// listed.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <exception cref="OcflFunctionsException">There is no such validation (404).</exception>
    public IAsyncEnumerable<Finding> ListFindingsAsync(
        string id, int? pageSize = null, CancellationToken cancellationToken = default) =>
        ListFindingsOfAsync(PathOf(Validations, id), pageSize, cancellationToken);

    /// <summary>Whether the service is ready, and if not, why.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<HealthReport> GetHealthAsync(CancellationToken cancellationToken = default)
    {
        // Not retried: that the service is not ready is the answer.
        using HttpRequestMessage request = Prepare(new HttpRequestMessage(HttpMethod.Get, At("api/health")));
        using HttpResponseMessage answer = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (answer.StatusCode != HttpStatusCode.ServiceUnavailable || answer.Content.Headers.ContentType?.MediaType != "application/json")
        {
            await ThrowIfRefusedAsync(answer, cancellationToken).ConfigureAwait(false);
        }

        return await ReadAsync(answer, ContractsJson.Relaxed.HealthReport, cancellationToken).ConfigureAwait(false);
    }

    private async IAsyncEnumerable<Finding> ListFindingsOfAsync(
        string path, int? pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            string query = new UpdateFilter { PageSize = pageSize }.ToQuery(continuation);
            FindingPage page = await GetAsync(
                $"{path}/findings{query}", ContractsJson.Relaxed.FindingPage, cancellationToken).ConfigureAwait(false);
            foreach (Finding finding in page.Findings)
            {
                yield return finding;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    private async Task<T> StartAsync<T>(
        string path,
        byte[] body,
        string? idempotencyKey,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken,
        HttpMethod? method = null)
    {
        string key = idempotencyKey ?? Guid.NewGuid().ToString("N");
        using HttpResponseMessage answer = await SendAsync(Create, Repeatable.Always, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(answer, type, cancellationToken).ConfigureAwait(false);

        HttpRequestMessage Create()
        {
            HttpRequestMessage message = new(method ?? HttpMethod.Post, At(path)) { Content = new ByteArrayContent(body) };
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            message.Headers.Add("Idempotency-Key", key);
            return message;
        }
    }

    private async Task<T> WaitAsync<T>(
        string path, JsonTypeInfo<T> type, Func<T, bool> isFinished, IProgress<T>? progress, CancellationToken cancellationToken)
    {
        while (true)
        {
            (T found, TimeSpan? retryAfter) = await PollAsync(path, type, cancellationToken).ConfigureAwait(false);
            progress?.Report(found);
            if (isFinished(found))
            {
                return found;
            }

            await Task.Delay(retryAfter ?? _options.PollInterval, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(T Found, TimeSpan? RetryAfter)> PollAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        Uri uri = At(path);
        using HttpResponseMessage answer = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Get, uri), Repeatable.Always, cancellationToken).ConfigureAwait(false);
        return (await ReadAsync(answer, type, cancellationToken).ConfigureAwait(false), RetryDelays.Read(answer.Headers.RetryAfter, _time));
    }

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using HttpResponseMessage answer = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Get, At(path)), Repeatable.Always, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(answer, type, cancellationToken).ConfigureAwait(false);
    }

    // A command that was executed would be refused the second time: it is sent again only if it was not.
    private async Task CommandAsync(string path, string command, CancellationToken cancellationToken)
    {
        Uri uri = At($"{path}/{command}");
        using HttpResponseMessage answer = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Post, uri), Repeatable.WhenNotDone, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends until an answer is successful.</summary>
    private async Task<HttpResponseMessage> SendAsync(
        Func<HttpRequestMessage> create,
        Repeatable repeatable,
        CancellationToken cancellationToken,
        HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        for (int tries = 1; ; tries++)
        {
            bool isLast = tries >= _options.Attempts;
            RetryConditionHeaderValue? retryAfter = null;
            try
            {
                using HttpRequestMessage request = Prepare(create());
                HttpResponseMessage answer = await _http.SendAsync(request, completion, cancellationToken).ConfigureAwait(false);
                if (answer.IsSuccessStatusCode)
                {
                    return answer;
                }

                using (answer)
                {
                    if (isLast || !RetryDelays.MayPass(answer.StatusCode, repeatable))
                    {
                        await ThrowIfRefusedAsync(answer, cancellationToken).ConfigureAwait(false);
                    }

                    retryAfter = answer.Headers.RetryAfter;
                }
            }
            catch (Exception failure) when (!isLast && RetryDelays.MayPass(failure, repeatable, cancellationToken))
            {
                // Wait and send it again.
            }

            await Task.Delay(_delays.Before(tries, retryAfter), _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private HttpRequestMessage Prepare(HttpRequestMessage request)
    {
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (_options.FunctionKey is { } key)
        {
            request.Headers.Add("x-functions-key", key);
        }

        return request;
    }

    private Uri At(string path) => new(_address, path);

    private static string PathOf(string collection, string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);

        // The class Uri would resolve it, to another resource.
        return id is "." or ".."
            ? throw new ArgumentException($"'{id}' is not an id.", nameof(id))
            : $"{collection}/{Uri.EscapeDataString(id)}";
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable closing = body.ConfigureAwait(false);
        try
        {
            return await JsonSerializer.DeserializeAsync(body, type, cancellationToken).ConfigureAwait(false)
                ?? throw new OcflFunctionsException(
                    answer.StatusCode, null, $"{Describe(answer)}, with null where {typeof(T).Name} was expected.");
        }
        catch (JsonException malformed)
        {
            throw new OcflFunctionsException(
                answer.StatusCode, null, $"{Describe(answer)}, with something that is not a {typeof(T).Name}: {malformed.Message}");
        }
    }

    private static async Task ThrowIfRefusedAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.IsSuccessStatusCode)
        {
            return;
        }

        Problem? problem = await ReadProblemAsync(answer, cancellationToken).ConfigureAwait(false);
        string? what = problem?.Detail ?? problem?.Title;
        throw new OcflFunctionsException(answer.StatusCode, problem, $"{Describe(answer)}{(what is null ? "." : ": " + what)}");
    }

    private static async Task<Problem?> ReadProblemAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.Content.Headers.ContentType?.MediaType is not ("application/problem+json" or "application/json"))
        {
            return null;
        }

        try
        {
            byte[] body = await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return JsonSerializer.Deserialize(body, ContractsJson.Relaxed.Problem);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Describe(HttpResponseMessage answer) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri?.AbsolutePath} was answered with "
                + $"{(int)answer.StatusCode}");
}
