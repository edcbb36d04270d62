using System.Net;
using Ocfl.Cli.Service;
using Ocfl.Updates;
using OcflFunctions.Client;
using OcflFunctions.Contracts;
using StateChange = OcflFunctions.Contracts.StateChange;
using StateChangeKind = OcflFunctions.Contracts.StateChangeKind;
using UpdateMode = OcflFunctions.Contracts.UpdateMode;

namespace Ocfl.Cli.Commands;

/// <summary>Starts updates of a service, and waits for them as a commit on this machine would.</summary>
internal sealed class ServiceUpdate(Terminal terminal, ServiceConnection service)
{
    /// <summary>Starts an update.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> StartAsync(UpdateRequest request, string? idempotencyKey, CancellationToken cancellationToken) =>
        (await service.Client.StartAsync(request, idempotencyKey, cancellationToken).ConfigureAwait(false)).Id;

    /// <summary>Uploads sources, and starts an update from them.</summary>
    /// <param name="request">The update, without its source.</param>
    /// <param name="sources">The sources.</param>
    /// <param name="opened">The same, open.</param>
    /// <param name="idempotencyKey">The key of the start; null for a new one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Its id.</returns>
    /// <exception cref="ToolException">The sources have no files.</exception>
    public async Task<string> UploadAsync(
        UpdateRequest request,
        SourceRequest sources,
        OpenedSources opened,
        string? idempotencyKey,
        CancellationToken cancellationToken)
    {
        StageUpload upload = new(terminal, service);
        string? own = await FindAlgorithmAsync(request, cancellationToken).ConfigureAwait(false);
        UploadedStage stage = await upload.RunAsync(
            opened, own is null ? request.Fixity ?? [] : [own, .. request.Fixity ?? []], cancellationToken).ConfigureAwait(false);
        try
        {
            if (stage.Files == 0 && !request.AllowEmpty && request.Mode != UpdateMode.Select)
            {
                throw sources.DescribeEmpty();
            }

            string[] fixity = [.. (request.Fixity ?? []).Concat(stage.Fixity).Distinct(StringComparer.Ordinal)];
            return await StartAsync(
                request with
                {
                    Source = new UpdateSource { Stage = stage.StageId },
                    Fixity = fixity.Length == 0 ? null : fixity,
                    Changes = stage.Links.Count == 0 ? request.Changes : [.. stage.Links, .. request.Changes ?? []],
                },
                idempotencyKey,
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception refused) when (refused is ToolException or OcflFunctionsException)
        {
            await upload.RemoveAsync(stage.StageId).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Waits for an update, and reports it as a commit.</summary>
    /// <exception cref="ToolException">It is held, failed or was cancelled.</exception>
    public async Task ReportAsync(string id, bool isJson, CancellationToken cancellationToken)
    {
        Update update = await new WorkWaiter(terminal, service).WaitForUpdateAsync(id, cancellationToken).ConfigureAwait(false);
        RequireDone(update);
        UpdateResult result = update.Result!;
        OcflFunctions.Contracts.FileChangeCounts files = result.Files ?? new(0, 0, 0, 0);
        new VersionReport(terminal, isJson).WriteCommitted(new CommitLine(
            result.ObjectId,
            result.Version!,
            result.ObjectRoot ?? "",
            result.Outcome == UpdateOutcome.Completed,
            result.InventoryDigest ?? "",
            new Objects.FileChangeCounts(files.Added, files.Changed, files.Removed, files.Renamed)));
    }

    /// <summary>Refuses an update that has not completed.</summary>
    /// <exception cref="ToolException">It is held, failed or was cancelled.</exception>
    private void RequireDone(Update update)
    {
        if (update.Status == UpdateStatus.Held)
        {
            throw new ToolException(
                $"the update {update.Id} is held{ProgressText.Reason(update.Error)}; when the fault is fixed, "
                    + $"{service.Suggest("retry " + update.Id)} continues it; {service.Suggest("cancel " + update.Id)} undoes it");
        }

        if (WorkFollower.CodeOf(update) != ExitCode.Success)
        {
            throw new ToolException(
                $"the update {update.Id} {Verb(update.Status)}{ProgressText.Reason(update.Error)}; nothing has changed");
        }
    }

    /// <summary>The parts of a request that describe the version.</summary>
    public static UpdateRequest Describe(string id, ObjectUpdateOptions description) => new()
    {
        ObjectId = id,
        Message = description.Message,
        User = description.User is { } user ? new UpdateUser(user.Name, user.Address) : null,
        Created = description.Created,
    };

    /// <summary>Changes as the service has them.</summary>
    public static IReadOnlyList<StateChange> Convert(IEnumerable<Staging.StateChange> changes) =>
        [.. changes.Select(change => new StateChange
        {
            Kind = change.Kind switch
            {
                Staging.StateChangeKind.Add => StateChangeKind.Add,
                Staging.StateChangeKind.Replace => StateChangeKind.Replace,
                Staging.StateChangeKind.Remove => StateChangeKind.Remove,
                Staging.StateChangeKind.Rename => StateChangeKind.Rename,
                Staging.StateChangeKind.Copy => StateChangeKind.Copy,
                _ => StateChangeKind.Restore,
            },
            Path = change.Path,
            From = change.From,
            To = change.To,
            Version = change.Version,
            Content = change.Content,
        })];

    /// <summary>Which files of a source changes need.</summary>
    public static IReadOnlyList<Staging.StateChange> ConvertBack(IEnumerable<StateChange>? changes) =>
        [.. (changes ?? []).Select(change => new Staging.StateChange
        {
            Kind = change.Kind switch
            {
                StateChangeKind.Add => Staging.StateChangeKind.Add,
                StateChangeKind.Replace => Staging.StateChangeKind.Replace,
                _ => Staging.StateChangeKind.Restore,
            },
            Path = change.Path,
            Content = change.Content,
        })];

    private static string Verb(UpdateStatus status) => status switch
    {
        UpdateStatus.Failed => "failed",
        UpdateStatus.Cancelled => "was cancelled",
        UpdateStatus.Terminated => "was terminated",
        _ => "has an unknown status",
    };

    // Content that is hashed with it on arrival is not read again.
    private async Task<string?> FindAlgorithmAsync(UpdateRequest request, CancellationToken cancellationToken)
    {
        if (request.DigestAlgorithm is not null)
        {
            return request.DigestAlgorithm;
        }

        try
        {
            return (await service.Client.GetObjectAsync(request.ObjectId, cancellationToken).ConfigureAwait(false)).DigestAlgorithm;
        }
        catch (OcflFunctionsException missing) when (missing.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
