using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using DurableTask.Core.Exceptions;
using DurableTask.Sqlite.Runtime;
using DurableTask.Sqlite.Store;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Client;

/// <summary>
/// The client of an embedded engine. When a call returns, its effect is durable. Waiting is by notification.
/// Every call fails with a <see cref="StoreUnavailableException"/> while the engine is stopped or its database cannot be written.
/// </summary>
public sealed class SqliteDurableTaskClient : DurableTaskClient
{
    private static readonly OrchestrationRuntimeStatus[] Finished =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    private static readonly FrozenSet<OrchestrationRuntimeStatus> Unfinished =
        [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    private readonly ClientEnvironment _engine;
    private readonly DataConverter _converter;

    internal SqliteDurableTaskClient(ClientEnvironment engine)
        : base("Sqlite")
    {
        _engine = engine;
        _converter = engine.Runtime.Converter;
    }

    private long Now => _engine.Time.GetUtcNow().UtcTicks;

    /// <summary>
    /// Starts an orchestration. If the id is in use, the status of that instance decides whether it is replaced. One that is pending,
    /// running or suspended never is. A finished one is, unless <see cref="StartOrchestrationOptions.DedupeStatuses"/> has its status.
    /// </summary>
    /// <returns>The instance id.</returns>
    /// <exception cref="OrchestrationAlreadyExistsException">An instance with this id exists and must not be replaced.</exception>
    /// <exception cref="RpcException"><see cref="StatusCode.ResourceExhausted"/>: the input is too large.</exception>
    /// <exception cref="ArgumentException">The name, the id or a status is not valid.</exception>
    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(orchestratorName.Name, nameof(orchestratorName));
        string id = options?.InstanceId ?? Guid.NewGuid().ToString("N");
        InstanceIds.Require(id);
        string version = options?.Version is { } given ? given.Version : _engine.Runtime.DefaultVersion;
        using Activity? span = EngineTracing.Create(orchestratorName.Name, version, id);
        var instance = new NewInstance(
            id,
            orchestratorName.Name,
            version,
            SerializeChecked(input, "input"),
            Tags.Write(options?.Tags),
            options?.StartAt?.UtcTicks ?? 0,
            null,
            TraceLink.Current());
        await WriteAsync(new StartInstance(instance, Refused(options?.DedupeStatuses), Now), cancellation).ConfigureAwait(false);
        return id;
    }

    /// <inheritdoc/>
    /// <exception cref="RpcException">
    /// <see cref="StatusCode.NotFound"/>, there is no such instance; <see cref="StatusCode.FailedPrecondition"/>, it is finished;
    /// <see cref="StatusCode.ResourceExhausted"/>, the payload is too large.
    /// </exception>
    public override Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return SendAsync(instanceId, MessageKind.Event, -1, eventName, SerializeChecked(eventPayload, "payload"), cancellation);
    }

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, static status => status != OrchestrationRuntimeStatus.Pending, getInputsAndOutputs, cancellation);

    /// <inheritdoc/>
    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, InstanceRow.IsFinal, getInputsAndOutputs, cancellation);

    /// <summary>Terminates an instance in its next turn and cancels its activities.</summary>
    /// <exception cref="RpcException">
    /// <see cref="StatusCode.NotFound"/>, there is no such instance; <see cref="StatusCode.FailedPrecondition"/>, it is finished;
    /// <see cref="StatusCode.ResourceExhausted"/>, the output is too large.
    /// </exception>
    public override Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default) =>
        SendAsync(
            instanceId,
            MessageKind.Terminate,
            options is { Recursive: true } ? 1 : 0,
            null,
            SerializeChecked(options?.Output, "output"),
            cancellation);

    /// <inheritdoc/>
    /// <exception cref="RpcException">
    /// <see cref="StatusCode.NotFound"/>, there is no such instance; <see cref="StatusCode.FailedPrecondition"/>, it is finished or
    /// suspended.
    /// </exception>
    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, MessageKind.Suspend, -1, null, reason, cancellation);

    /// <inheritdoc/>
    /// <exception cref="RpcException">
    /// <see cref="StatusCode.NotFound"/>, there is no such instance; <see cref="StatusCode.FailedPrecondition"/>, it is finished.
    /// </exception>
    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SendAsync(instanceId, MessageKind.Resume, -1, null, reason, cancellation);

    /// <inheritdoc/>
    public override async Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        InstanceRow? row = await _engine.Database().Readers
            .ReadAsync(sql => StoreQueries.FindInstance(sql, instanceId, getInputsAndOutputs), cancellation).ConfigureAwait(false);
        return row is null ? null : ToMetadata(row, getInputsAndOutputs);
    }

    /// <summary>Lists instances by time of creation and id.</summary>
    /// <exception cref="ArgumentException">Thrown while reading: the continuation token was not issued by this store.</exception>
    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        new Listing(this, filter ?? new OrchestrationQuery());

    /// <summary>
    /// The instances of one orchestrator that were created last, newest first, with their inputs and outputs. It reads what it returns,
    /// and not the whole history.
    /// </summary>
    /// <param name="search">Which instances.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellation">Cancels the wait for a connection.</param>
    /// <exception cref="ArgumentException">A path of the search is not indexed.</exception>
    public async Task<IReadOnlyList<OrchestrationMetadata>> ListAsync(
        InstanceSearch search, int limit, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(search);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (search.Input is { } input && !_engine.IndexedInputs.Contains(input.Path, StringComparer.Ordinal)
            || search.Output is { } output && !_engine.IndexedOutputs.Contains(output.Path, StringComparer.Ordinal))
        {
            throw new ArgumentException("A path of the search is not indexed.", nameof(search));
        }

        List<InstanceRow> rows = await _engine.Database().Readers
            .ReadAsync(sql => InstanceSearcher.Read(sql, search, limit), cancellation).ConfigureAwait(false);
        return [.. rows.Select(row => ToMetadata(row, payloads: true))];
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The instance is not finished.</exception>
    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var purge = new PurgeInstances([instanceId], options is { Recursive: true }, refuseUnfinished: true);
        await WriteAsync(purge, cancellation).ConfigureAwait(false);
        return new PurgeResult(purge.Count, isComplete: true);
    }

    /// <inheritdoc/>
    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        const int Page = 200;
        long started = _engine.Time.GetTimestamp();
        IEnumerable<OrchestrationRuntimeStatus> wanted = filter.Statuses?.Any() == true ? filter.Statuses : Finished;
        OrchestrationRuntimeStatus[] statuses = [.. wanted.Where(InstanceRow.IsFinal)];
        if (statuses.Length == 0)
        {
            return new PurgeResult(0, isComplete: true);
        }

        var query = new OrchestrationQuery(filter.CreatedFrom, filter.CreatedTo, statuses);
        QueryToken? after = null;
        int count = 0;
        while (true)
        {
            QueryToken? from = after;
            List<InstanceRow> rows = await _engine.Database().Readers
                .ReadAsync(sql => InstanceListing.Read(sql, query, from, Page, newestFirst: false), cancellation).ConfigureAwait(false);
            var purge = new PurgeInstances([.. rows.Select(row => row.Id)], options is { Recursive: true }, refuseUnfinished: false);
            await WriteAsync(purge, cancellation).ConfigureAwait(false);
            count += purge.Count;
            if (rows.Count < Page)
            {
                return new PurgeResult(count, isComplete: true);
            }

            if (filter.Timeout is { } limit && _engine.Time.GetElapsedTime(started) >= limit)
            {
                return new PurgeResult(count, isComplete: false);
            }

            after = new QueryToken(rows[^1].Created, rows[^1].Id);
        }
    }

    /// <summary>Starts an instance again with the input and the version it had.</summary>
    /// <returns>The id of the new run.</returns>
    /// <exception cref="ArgumentException">There is no instance with this id.</exception>
    /// <exception cref="InvalidOperationException">The instance is not finished, and the id would be used again.</exception>
    public override async Task<string> RestartAsync(
        string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        string id = restartWithNewInstanceId ? Guid.NewGuid().ToString("N") : instanceId;
        await WriteAsync(new RestartInstance(instanceId, id, TraceLink.Current(), Now), cancellation).ConfigureAwait(false);
        return id;
    }

    /// <summary>
    /// Rewinds a failed instance to before its failures, with the failed children that it waits for: what failed runs again, what was
    /// completed stays.
    /// </summary>
    /// <exception cref="ArgumentException">There is no instance with this id.</exception>
    /// <exception cref="InvalidOperationException">The instance has not failed.</exception>
    public override async Task RewindInstanceAsync(string instanceId, string reason, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var planner = new RewindPlanner(_engine.Database(), _engine.Runtime, reason, _engine.Time.GetUtcNow().UtcDateTime);
        RewindPlan plan = await planner.PlanAsync(instanceId, cancellation).ConfigureAwait(false);
        await WriteAsync(new RewindInstances(plan, Now), cancellation).ConfigureAwait(false);
    }

    /// <summary>The engine owns the client; there is nothing to dispose of.</summary>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal OrchestrationMetadata ToMetadata(InstanceRow row, bool payloads) => new(row.Name, row.Id)
    {
        DataConverter = payloads ? _converter : null,
        RuntimeStatus = row.Status,
        CreatedAt = new DateTimeOffset(row.Created, TimeSpan.Zero),
        LastUpdatedAt = new DateTimeOffset(row.Updated, TimeSpan.Zero),
        SerializedInput = row.Input,
        SerializedOutput = row.Output,
        SerializedCustomStatus = row.CustomStatus,
        Tags = Tags.Read(row.Tags),
        FailureDetails = row.Failure is null ? null : FailureRecord.Parse(row.Failure).ToDetails(),
    };

    private static HashSet<OrchestrationRuntimeStatus> Refused(IReadOnlyList<string>? names)
    {
        if (names is null)
        {
            return [];
        }

        HashSet<OrchestrationRuntimeStatus> refused =
        [
            .. names.Select(name => Enum.TryParse(name, ignoreCase: true, out OrchestrationRuntimeStatus status) && Enum.IsDefined(status)
                ? status
                : throw new ArgumentException($"'{name}' is not a status of an orchestration.", nameof(names))),
        ];
        if (refused.Contains(OrchestrationRuntimeStatus.Terminated) && !Unfinished.IsSubsetOf(refused))
        {
            throw new ArgumentException(
                "DedupeStatuses refuses to replace a terminated orchestration, but not one that would have to be terminated first.",
                nameof(names));
        }

        return refused;
    }

    /// <exception cref="RpcException">It is larger than <see cref="SqliteDurableTaskOptions.MaxMessageBytes"/>.</exception>
    private string? SerializeChecked(object? value, string what)
    {
        string? json = _converter.Serialize(value);
        if (json?.Length > _engine.MaxMessageBytes / 3 && Encoding.UTF8.GetByteCount(json) is var bytes && bytes > _engine.MaxMessageBytes)
        {
            string detail = string.Create(
                CultureInfo.InvariantCulture, $"The {what} has {bytes} bytes of JSON; at most {_engine.MaxMessageBytes} are allowed.");
            throw new RpcException(new Status(StatusCode.ResourceExhausted, detail), detail);
        }

        return json;
    }

    private async Task SendAsync(string id, MessageKind kind, int task, string? name, string? payload, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(id, "instanceId");
        await WriteAsync(new SendMessage(id, kind, task, name, payload), cancellation).ConfigureAwait(false);
    }

    private Task WriteAsync(WriteOperation operation, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return _engine.Database().Writer.WriteAsync(operation, cancellation);
    }

    /// <summary>As in Azure, an unknown instance may still be started: the wait lasts until the token is cancelled.</summary>
    private async Task<OrchestrationMetadata> WaitAsync(
        string id, Func<OrchestrationRuntimeStatus, bool> isReached, bool payloads, CancellationToken cancellation)
    {
        while (true)
        {
            using InstanceWaiters.Waiter waiter = _engine.Waiters.Add(id);
            OrchestrationMetadata? metadata = await GetInstanceAsync(id, payloads, cancellation).ConfigureAwait(false);
            if (metadata is not null && isReached(metadata.RuntimeStatus))
            {
                return metadata;
            }

            await waiter.Changed.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    private sealed class Listing(SqliteDurableTaskClient client, OrchestrationQuery query) : AsyncPageable<OrchestrationMetadata>
    {
        public override IAsyncEnumerable<Page<OrchestrationMetadata>> AsPages(string? continuationToken = null, int? pageSizeHint = null) =>
            ReadAsync(continuationToken ?? query.ContinuationToken, pageSizeHint ?? query.PageSize);

        private async IAsyncEnumerable<Page<OrchestrationMetadata>> ReadAsync(
            string? token, int pageSize, [EnumeratorCancellation] CancellationToken cancellation = default)
        {
            int size = pageSize > 0 ? pageSize : OrchestrationQuery.DefaultPageSize;
            QueryToken? after = string.IsNullOrEmpty(token) ? null : QueryToken.Parse(token);
            do
            {
                QueryToken? from = after;
                List<InstanceRow> rows = await client._engine.Database().Readers
                    .ReadAsync(sql => InstanceListing.Read(sql, query, from, size + 1, client._engine.NewestFirst), cancellation)
                    .ConfigureAwait(false);
                after = rows.Count > size ? new QueryToken(rows[size - 1].Created, rows[size - 1].Id) : null;
                yield return new Page<OrchestrationMetadata>(
                    [.. rows.Take(size).Select(row => client.ToMetadata(row, query.FetchInputsAndOutputs))], after?.ToString());
            }
            while (after is not null);
        }
    }
}

/// <summary>What a client needs from its engine.</summary>
/// <param name="Database">Gives the open database; throws <see cref="StoreUnavailableException"/> while the engine is not running.</param>
/// <param name="Runtime">What all runs share.</param>
/// <param name="Waiters">The callers that wait for a status.</param>
/// <param name="Time">The clock.</param>
/// <param name="NewestFirst">Whether queries list the newest instances first.</param>
/// <param name="IndexedInputs">The indexed JSON paths of inputs.</param>
/// <param name="IndexedOutputs">The indexed JSON paths of outputs.</param>
/// <param name="MaxMessageBytes">The most bytes of JSON that a caller may send in one value.</param>
internal sealed record ClientEnvironment(
    Func<Database> Database,
    RuntimeEnvironment Runtime,
    InstanceWaiters Waiters,
    TimeProvider Time,
    bool NewestFirst,
    IReadOnlyCollection<string> IndexedInputs,
    IReadOnlyCollection<string> IndexedOutputs,
    int MaxMessageBytes);
