using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Staging;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Http;
using OcflFunctions.Storage;
using OcflFunctions.Updates;

namespace OcflFunctions.Purges;

/// <summary>Starts purges, each once. A purge takes the last place in the queue of its object, as an update does.</summary>
public sealed partial class PurgeStarter(
    ClaimStore claims, NextUpdate next, IOptions<OcflOptions> options, TimeProvider time, ILogger<PurgeStarter> logger)
    : QueuedStarter<PurgeRequest>(next, time)
{
    /// <inheritdoc/>
    protected override string Noun => "purge";

    /// <inheritdoc/>
    protected override PurgeRequest? RequestOf(OrchestrationMetadata instance) => instance.TryReadInput<PurgeInput>()?.Request;

    /// <inheritdoc/>
    protected override Task<string> ScheduleAsync(
        DurableTaskClient client, PurgeRequest request, StartOrchestrationOptions start, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        PurgeInput input = new(request, options.Value.Updates.ToSettings() with { HoldTime = TimeSpan.Zero });
        return client.ScheduleNewOrchestrationInstanceAsync(nameof(PurgeObject), input, start, cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ReserveAsync(
        DurableTaskClient client, PurgeRequest request, string id, CancellationToken cancellationToken)
    {
        int most = options.Value.Updates.MaxQueued;
        if (!await claims.TryReserveAsync(request.Confirm, id, most, cancellationToken))
        {
            throw new ProblemException(
                ProblemKind.QueueFull,
                FormattableString.Invariant($"{most} updates of the object already run or wait (Ocfl:Updates:MaxQueued)."),
                "confirm");
        }
    }

    /// <inheritdoc/>
    protected override void NoteNotWithdrawn(Exception failure, string id) => LogNotWithdrawn(failure, id);

    /// <inheritdoc/>
    protected override string ObjectIdOf(PurgeRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Confirm;
    }

    [LoggerMessage(
        1805, LogLevel.Warning, "The place in the queue of purge {PurgeId}, which could not be scheduled, is not released yet.")]
    private partial void LogNotWithdrawn(Exception failure, string purgeId);
}

/// <summary>Reads the body of <c>DELETE /api/objects</c>: its form, without access to any storage.</summary>
internal static class PurgeRequestReader
{
    private const int MostReasonBytes = 16 * 1024;

    private static readonly string Confirm = RequestFields.NameOf(nameof(PurgeRequest.Confirm));
    private static readonly string User = RequestFields.NameOf(nameof(PurgeRequest.User));

    /// <summary>Reads a request.</summary>
    /// <param name="objectId">The object's id, from the query.</param>
    /// <param name="body">The body.</param>
    /// <exception cref="ProblemException">Something is wrong with it; the problem lists all of it.</exception>
    public static PurgeRequest Read(string objectId, JsonElement body)
    {
        if (objectId.Length == 0)
        {
            throw new ProblemException(ProblemKind.InvalidQuery, "The query parameter 'id' must be the object's id.", "id");
        }

        PurgeRequest request = ReadBody(body);
        return request.Confirm == objectId
            ? request
            : throw new ProblemException(
                ProblemKind.ConfirmationMismatch,
                [ProblemKind.ConfirmationMismatch.At(Confirm, $"'{Confirm}' must be the object's id, exactly as in the query.")]);
    }

    /// <summary>Reads the body alone.</summary>
    /// <exception cref="ProblemException">Something is wrong with it; the problem lists all of it.</exception>
    public static PurgeRequest ReadBody(JsonElement body)
    {
        RequestFields fields = new([]);
        Dictionary<string, JsonElement> members = fields.Members(body, "", ContractsJson.Default.PurgeRequest) ?? [];
        PurgeRequest request = new()
        {
            Confirm = fields.Required(members, "", Confirm, RequestFields.MostIdBytes) ?? "",
            Reason = ReadReason(fields, members),
            User = ReadUser(fields, members),
            ExpectedHead = Updates.ExpectedHead.Read(fields, members),
        };
        fields.ThrowIfWrong();
        return request;
    }

    private static string ReadReason(RequestFields fields, Dictionary<string, JsonElement> members)
    {
        string name = RequestFields.NameOf(nameof(PurgeRequest.Reason));
        string? reason = fields.Optional(members, "", name, MostReasonBytes, allowLines: true);
        if (!members.ContainsKey(name))
        {
            fields.Refuse(ProblemKind.MissingField, name, $"The field '{name}' is required.");
        }
        else if (reason is not null && string.IsNullOrWhiteSpace(reason))
        {
            fields.Refuse(ProblemKind.EmptyValue, name, $"'{name}' must not be empty.");
        }

        return reason ?? "";
    }

    private static UpdateUser ReadUser(RequestFields fields, Dictionary<string, JsonElement> members)
    {
        if (!members.ContainsKey(User))
        {
            fields.Refuse(ProblemKind.MissingField, User, $"The field '{User}' is required.");
        }

        return fields.User(members, User) ?? new UpdateUser("");
    }
}

/// <summary>Refuses at once what would fail.</summary>
public sealed class PurgeChecks(ObjectStore objects, IOptions<OcflOptions> options)
{
    /// <summary>What is wrong if the settings do not allow it.</summary>
    internal const string NotAllowed = "Objects cannot be purged here: the setting Ocfl:Objects:AllowPurge is not true.";

    /// <summary>Checks that the settings allow purges.</summary>
    /// <exception cref="ProblemException">They do not.</exception>
    public void RequireAllowed()
    {
        if (!options.Value.Objects.AllowPurge)
        {
            throw new ProblemException(ProblemKind.NotAllowed, NotAllowed);
        }
    }

    /// <summary>Checks that the object exists, can be read and has the expected version.</summary>
    /// <exception cref="ProblemException">It does not, or cannot, or has another.</exception>
    public async Task CheckAsync(PurgeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        OcflObject found = await OpenAsync(request.Confirm, cancellationToken);
        if (request.ExpectedHead is { } head && head != found.Inventory.Head.ToString())
        {
            throw new ProblemException(
                ProblemKind.HeadMismatch, [ProblemKind.HeadMismatch.At("expectedHead", DescribeHead(request, found.Inventory))]);
        }
    }

    /// <summary>What is expected, and what the object has.</summary>
    internal static string DescribeHead(PurgeRequest request, Inventory inventory) =>
        $"The object '{request.Confirm}' was expected to have {request.ExpectedHead}; it has {inventory.Head}.";

    private async Task<OcflObject> OpenAsync(string objectId, CancellationToken cancellationToken)
    {
        try
        {
            return await PurgedObject.OpenAsync(objects, objectId, cancellationToken);
        }
        catch (Exception problem) when (problem is ObjectNotFoundException
            or InvalidUpdateException { InnerException: Ocfl.Layouts.LayoutException })
        {
            throw new ProblemException(ProblemKind.ObjectNotFound, problem.Message, "id");
        }
        catch (InvalidUpdateException problem)
        {
            throw new ProblemException(ProblemKind.InvalidObject, problem.Message, "id");
        }
    }
}
