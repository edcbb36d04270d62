using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using DurableTask.Sqlite.History;
using DurableTask.Sqlite.Store;
using Microsoft.Data.Sqlite;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.Sqlite.Client;

/// <summary>
/// Histories as JSON lines, one event a line after a line about the instance. The README of the package documents the format. An export
/// shows one moment, and never holds more than a page of the history in memory.
/// </summary>
public static class HistoryExport
{
    /// <summary>The value of <c>format</c> in the first line.</summary>
    public const string Format = "durabletask-history/1";

    private static readonly byte[] NewLine = "\n"u8.ToArray();

    /// <summary>
    /// Writes the history of an instance's present execution. Works beside an engine that has the database, in this process or another.
    /// </summary>
    /// <param name="databasePath">The database.</param>
    /// <param name="instanceId">The instance.</param>
    /// <param name="destination">Where to; not closed.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="DamagedInstanceException">A row of the instance cannot be read.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be read, or is of a newer version.</exception>
    public static async Task WriteAsync(
        string databasePath, string instanceId, Stream destination, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(databasePath);
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentNullException.ThrowIfNull(destination);
        string path = Path.GetFullPath(databasePath);
        try
        {
            using var sql = SqlSession.Open(path, SqliteOpenMode.ReadWrite);
            sql.Script("PRAGMA query_only = 1; BEGIN");
            Schema.Require(sql, path, Schema.FirstVersion + Schema.Steps.Count);
            await WriteAsync(sql, instanceId, destination, cancellation).ConfigureAwait(false);
        }
        catch (SqliteException exception)
        {
            throw new StoreUnavailableException(
                $"The history of '{instanceId}' cannot be read from the database {path}: {exception.Message}", exception)
            {
                Problem = StoreFailure.ProblemOf(exception),
            };
        }
    }

    /// <summary>Reads the events of an export.</summary>
    /// <param name="source">The export; not closed.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InvalidDataException">Thrown while reading: it is not an export, or is cut; the message has the line.</exception>
    public static async IAsyncEnumerable<OrchestrationHistoryEvent> ReadAsync(
        Stream source, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        using StreamReader reader = new(source, leaveOpen: true);
        for (int number = 1; await reader.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line; number++)
        {
            if (number > 1)
            {
                yield return Parse(line, number, ExportJson.Default.ExportedEvent).ToEvent();
            }
            else if (Parse(line, number, ExportJson.Default.ExportedInstance).Format != Format)
            {
                throw new InvalidDataException($"Line 1 of the export does not have the format '{Format}'.");
            }
        }
    }

    /// <summary>Writes the history of an instance's present execution to a new file, which has its name once it is whole.</summary>
    /// <param name="databasePath">The database.</param>
    /// <param name="instanceId">The instance.</param>
    /// <param name="path">The new file; its folder is created if it is missing.</param>
    /// <param name="cancellation">Stops it; no file is left.</param>
    /// <exception cref="ArgumentException">There is no such instance.</exception>
    /// <exception cref="DamagedInstanceException">A row of the instance cannot be read.</exception>
    /// <exception cref="IOException">The file exists already.</exception>
    /// <exception cref="StoreUnavailableException">The database cannot be read, or is of a newer version.</exception>
    public static async Task WriteToFileAsync(
        string databasePath, string instanceId, string path, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string target = Path.GetFullPath(path);
        if (Path.Exists(target))
        {
            throw new IOException($"The file {target} exists already.");
        }

        string part = target + ".part";
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Delete(part);
        try
        {
            FileStream file = PrivateFile.Open(part, FileShare.None);
            await using (file.ConfigureAwait(false))
            {
                await WriteAsync(databasePath, instanceId, file, cancellation).ConfigureAwait(false);
            }

            PrivateFile.Flush(part);
            File.Move(part, target);
        }
        finally
        {
            File.Delete(part);
        }
    }

    private static async Task WriteAsync(SqlSession sql, string instanceId, Stream destination, CancellationToken cancellation)
    {
        InstanceRow instance = StoreQueries.FindInstance(sql, instanceId, payloads: true)
            ?? throw new ArgumentException($"There is no orchestration with the instance id '{instanceId}'.");
        if (instance.Damage is { } damage)
        {
            throw DamagedInstanceException.Of(damage);
        }

        await WriteLineAsync(ExportedInstance.Of(instance), ExportJson.Default.ExportedInstance).ConfigureAwait(false);
        var reader = new OneSession(sql);
        await foreach (OrchestrationHistoryEvent happened in HistoryReader.ReadAsync(reader, instance, cancellation).ConfigureAwait(false))
        {
            await WriteLineAsync(ExportedEvent.Of(happened), ExportJson.Default.ExportedEvent).ConfigureAwait(false);
        }

        async Task WriteLineAsync<T>(T line, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        {
            await JsonSerializer.SerializeAsync(destination, line, type, cancellation).ConfigureAwait(false);
            await destination.WriteAsync(NewLine, cancellation).ConfigureAwait(false);
        }
    }

    private static T Parse<T>(string line, int number, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(line, type) ?? throw new JsonException("It is null.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"Line {number} of the export cannot be read: {exception.Message}", exception);
        }
    }

    private sealed class OneSession(SqlSession sql) : ISqlReader
    {
        public Task<T> ReadAsync<T>(Func<SqlSession, T> read, CancellationToken cancellation = default)
        {
            cancellation.ThrowIfCancellationRequested();
            return Task.FromResult(read(sql));
        }
    }
}

/// <summary>The first line of an export.</summary>
internal sealed record ExportedInstance(
    string Format,
    string InstanceId,
    string Name,
    string? Version,
    OrchestrationRuntimeStatus RuntimeStatus,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastUpdatedAt)
{
    public static ExportedInstance Of(InstanceRow instance) => new(
        HistoryExport.Format,
        instance.Id,
        instance.Name,
        instance.Version.Length == 0 ? null : instance.Version,
        instance.Status,
        new DateTimeOffset(instance.Created, TimeSpan.Zero),
        new DateTimeOffset(instance.Updated, TimeSpan.Zero));
}

/// <summary>A line of an export.</summary>
internal sealed record ExportedEvent(
    int Sequence,
    HistoryEventType EventType,
    DateTimeOffset Timestamp,
    int? TaskId,
    string? Name,
    string? InstanceId,
    string? Version,
    string? Input,
    string? Result,
    ExportedFailure? FailureDetails,
    DateTimeOffset? FireAt,
    DateTimeOffset? ScheduledTime,
    string? Reason)
{
    public static ExportedEvent Of(OrchestrationHistoryEvent happened) => new(
        happened.Sequence,
        happened.Type,
        happened.Timestamp,
        happened.TaskId,
        happened.Name,
        happened.InstanceId,
        happened.Version,
        happened.Input,
        happened.Result,
        ExportedFailure.Of(happened.FailureDetails),
        happened.FireAt,
        happened.ScheduledTime,
        happened.Reason);

    public OrchestrationHistoryEvent ToEvent() => new(Sequence, EventType, Timestamp)
    {
        TaskId = TaskId,
        Name = Name,
        InstanceId = InstanceId,
        Version = Version,
        Input = Input,
        Result = Result,
        FailureDetails = FailureDetails?.ToDetails(),
        FireAt = FireAt,
        ScheduledTime = ScheduledTime,
        Reason = Reason,
    };
}

/// <summary>A failure in an export.</summary>
internal sealed record ExportedFailure(string ErrorType, string ErrorMessage, string? StackTrace, ExportedFailure? InnerFailure)
{
    public static ExportedFailure? Of(TaskFailureDetails? details) => details is null ? null : new ExportedFailure(
        details.ErrorType, details.ErrorMessage, details.StackTrace, Of(details.InnerFailure));

    public TaskFailureDetails ToDetails() => new(
        ErrorType, ErrorMessage, StackTrace, InnerFailure?.ToDetails(), new Dictionary<string, object?>(StringComparer.Ordinal));
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = false)]
[JsonSerializable(typeof(ExportedInstance))]
[JsonSerializable(typeof(ExportedEvent))]
internal sealed partial class ExportJson : JsonSerializerContext;
