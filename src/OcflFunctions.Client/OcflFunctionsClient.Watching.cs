using System.Net;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OcflFunctions.Contracts;

namespace OcflFunctions.Client;

public sealed partial class OcflFunctionsClient
{
    // The service ends a stream after 3 minutes; one that lasts longer is dead.
    private static readonly TimeSpan LongestStream = TimeSpan.FromMinutes(4);

    /// <summary>
    /// The changes of an update as they happen, until its end. If the connection breaks, or the service ends the stream, it connects again
    /// and continues: no last state is lost, and no event is repeated. States in between can be skipped.
    /// </summary>
    /// <param name="id">The update's id.</param>
    /// <param name="after">The id of the last event that was received before; null for all.</param>
    /// <param name="cancellationToken">Stops watching; the update continues.</param>
    /// <exception cref="OcflFunctionsException">There is no such update (404), or the service has too many listeners (429).</exception>
    public IAsyncEnumerable<UpdateEvent> WatchAsync(
        string id, string? after = null, CancellationToken cancellationToken = default) => WatchAsync(
            PathOf(Updates, id),
            after,
            static (name, eventId, data) => name switch
            {
                WatchEventNames.Status => new UpdateEvent(eventId) { Status = Parse(data, ContractsJson.Relaxed.UpdateStatusChange) },
                WatchEventNames.Progress => new UpdateEvent(eventId) { Progress = Parse(data, ContractsJson.Relaxed.UpdateProgress) },
                WatchEventNames.Step => new UpdateEvent(eventId) { Step = Parse(data, ContractsJson.Relaxed.UpdateStep) },
                WatchEventNames.End => new UpdateEvent(eventId) { End = Parse(data, ContractsJson.Relaxed.Update) },
                _ => null,
            },
            static received => received.End is not null,
            cancellationToken);

    /// <summary>The changes of a validation as they happen, until its end, as for updates.</summary>
    /// <param name="id">The validation's id.</param>
    /// <param name="after">The id of the last event that was received before; null for all.</param>
    /// <param name="cancellationToken">Stops watching; the validation continues.</param>
    /// <exception cref="OcflFunctionsException">There is no such validation (404), or the service has too many listeners (429).</exception>
    public IAsyncEnumerable<ValidationEvent> WatchValidationAsync(
        string id, string? after = null, CancellationToken cancellationToken = default) => WatchAsync(
            PathOf(Validations, id),
            after,
            static (name, eventId, data) => name switch
            {
                WatchEventNames.Status => new ValidationEvent(eventId)
                {
                    Status = Parse(data, ContractsJson.Relaxed.ValidationStatusChange),
                },
                WatchEventNames.Progress => new ValidationEvent(eventId)
                {
                    Progress = Parse(data, ContractsJson.Relaxed.ValidationProgress),
                },
                WatchEventNames.End => new ValidationEvent(eventId) { End = Parse(data, ContractsJson.Relaxed.Validation) },
                _ => null,
            },
            static received => received.End is not null,
            cancellationToken);

    /// <summary>The changes of an import as they happen, until its end, as for updates.</summary>
    /// <param name="id">The import's id.</param>
    /// <param name="after">The id of the last event that was received before; null for all.</param>
    /// <param name="cancellationToken">Stops watching; the import continues.</param>
    /// <exception cref="OcflFunctionsException">There is no such import (404), or the service has too many listeners (429).</exception>
    public IAsyncEnumerable<ImportEvent> WatchImportAsync(
        string id, string? after = null, CancellationToken cancellationToken = default) => WatchAsync(
            PathOf(Imports, id),
            after,
            static (name, eventId, data) => name switch
            {
                WatchEventNames.Status => new ImportEvent(eventId) { Status = Parse(data, ContractsJson.Relaxed.ImportStatusChange) },
                WatchEventNames.Progress => new ImportEvent(eventId) { Progress = Parse(data, ContractsJson.Relaxed.ImportProgress) },
                WatchEventNames.End => new ImportEvent(eventId) { End = Parse(data, ContractsJson.Relaxed.Import) },
                _ => null,
            },
            static received => received.End is not null,
            cancellationToken);

    /// <summary>What runs: the product, its engine and its storage root.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<ServiceVersion> GetVersionAsync(CancellationToken cancellationToken = default) =>
        GetAsync("api/version", ContractsJson.Relaxed.ServiceVersion, cancellationToken);

    /// <summary>Validations, newest first, fetched page by page as they are enumerated.</summary>
    /// <param name="filter">Which validations; null for all.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    public async IAsyncEnumerable<Validation> ListValidationsAsync(
        ValidationFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        filter ??= new ValidationFilter();
        string? continuation = null;
        do
        {
            ValidationPage page = await GetAsync(
                Validations + filter.ToQuery(continuation), ContractsJson.Relaxed.ValidationPage, cancellationToken).ConfigureAwait(false);
            foreach (Validation validation in page.Validations)
            {
                yield return validation;
            }

            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    /// <summary>Suspends a validation: running activities finish, and no further activity starts.</summary>
    /// <param name="id">The validation's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="OcflFunctionsException">There is no such validation (404), or its state forbids it (409).</exception>
    public Task SuspendValidationAsync(string id, CancellationToken cancellationToken = default) =>
        CommandAsync(PathOf(Validations, id), "suspend", cancellationToken);

    /// <summary>Resumes a suspended validation.</summary>
    /// <inheritdoc cref="SuspendValidationAsync"/>
    public Task ResumeValidationAsync(string id, CancellationToken cancellationToken = default) =>
        CommandAsync(PathOf(Validations, id), "resume", cancellationToken);

    /// <summary>Stops a validation: its result has what was found until then.</summary>
    /// <inheritdoc cref="SuspendValidationAsync"/>
    public Task CancelValidationAsync(string id, CancellationToken cancellationToken = default) =>
        CommandAsync(PathOf(Validations, id), "cancel", cancellationToken);

    private async IAsyncEnumerable<T> WatchAsync<T>(
        string path,
        string? after,
        Func<string, string, ReadOnlySpan<byte>, T?> parse,
        Func<T, bool> isEnd,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        string? last = after;
        int failures = 0;
        while (true)
        {
            TimeSpan wait = _delays.Before(++failures, retryAfter: null);
            using CancellationTokenSource tooLong = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            tooLong.CancelAfter(LongestStream);
            using HttpResponseMessage answer = await ConnectAsync(path, last, cancellationToken).ConfigureAwait(false);
            if (answer.StatusCode == HttpStatusCode.NoContent)
            {
                yield break;
            }

            Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using ConfiguredAsyncDisposable closing = body.ConfigureAwait(false);
            SseParser<T?> parser = SseParser.Create(body, (name, data) => parse(name, "", data));
            IAsyncEnumerator<SseItem<T?>> items = parser.EnumerateAsync(tooLong.Token).GetAsyncEnumerator(tooLong.Token);
            await using ConfiguredAsyncDisposable ending = items.ConfigureAwait(false);
            while (await TryMoveAsync(items, cancellationToken).ConfigureAwait(false))
            {
                last = parser.LastEventId;
                if (items.Current.Data is { } received)
                {
                    yield return WithId(received, last);
                    if (isEnd(received))
                    {
                        yield break;
                    }
                }
            }

            // A stream without anything is a failure: the service may be stopping. Without events it may be one of something that waits.
            TimeSpan asked = parser.ReconnectionInterval;
            bool isStream = asked >= TimeSpan.Zero;
            failures = isStream ? 0 : failures;
            await Task.Delay(
                isStream && asked < _options.MaxRetryDelay ? asked : wait, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static T WithId<T>(T received, string id) => received switch
    {
        UpdateEvent update => (T)(object)(update with { Id = id }),
        ValidationEvent validation => (T)(object)(validation with { Id = id }),
        ImportEvent import => (T)(object)(import with { Id = id }),
        _ => received,
    };

    private Task<HttpResponseMessage> ConnectAsync(string path, string? after, CancellationToken cancellationToken) => SendAsync(
        () =>
        {
            HttpRequestMessage request = new(HttpMethod.Get, At(path + "/events"));
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
            if (after is not null)
            {
                request.Headers.Add("Last-Event-ID", after);
            }

            return request;
        },
        Repeatable.Always,
        cancellationToken,
        HttpCompletionOption.ResponseHeadersRead);

    /// <returns>False if the stream has ended, in whatever way.</returns>
    private static async Task<bool> TryMoveAsync<T>(IAsyncEnumerator<SseItem<T>> items, CancellationToken cancellationToken)
    {
        try
        {
            return await items.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception broken) when (!cancellationToken.IsCancellationRequested
            && broken is IOException or HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private static T Parse<T>(ReadOnlySpan<byte> data, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(data, type) ?? throw new JsonException("The data is null.");
        }
        catch (JsonException malformed)
        {
            throw new OcflFunctionsException(
                HttpStatusCode.OK, null, $"An event has data that is not a {typeof(T).Name}: {malformed.Message}");
        }
    }
}
