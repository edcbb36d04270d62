using System.Globalization;
using Ocfl.Ingests;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Updates;

namespace Ocfl.Cli.Commands;

/// <summary>Creates the version that a line of a manifest asks for, unless the object has it.</summary>
internal sealed class IngestWorker(
    Terminal terminal, WritableRoot root, IngestManifestFile manifest, IngestRequest request, ProgressMeter meter)
{
    private readonly ObjectUpdater _updater = new(root.Root.Storage, root.Work);

    /// <summary>Does a line.</summary>
    /// <returns>What became of it. A failure is an outcome, too.</returns>
    public async Task<IngestedLine> DoAsync(long line, IngestEntry entry, CancellationToken cancellationToken)
    {
        SourceRequest sources = new(
            [.. entry.Sources.Select(manifest.Resolve)],
            entry.Include,
            entry.Exclude,
            entry.IsBag,
            BagTags: null,
            entry.Digests is { } digests ? manifest.Resolve(digests) : null,
            request.Fixity);
        try
        {
            return await UpdateAsync(line, entry, sources, cancellationToken).ConfigureAwait(false);
        }
        catch (EmptySourceException)
        {
            return Fail(line, entry, sources.DescribeEmpty().Message);
        }
        catch (Exception fault) when (fault is ToolException or OcflException or IOException or UnauthorizedAccessException)
        {
            return Fail(line, entry, fault.Message);
        }
    }

    private async Task<IngestedLine> UpdateAsync(
        long line, IngestEntry entry, SourceRequest sources, CancellationToken cancellationToken)
    {
        UpdateTarget target = await new TargetObject(root.Root, request.Root, entry.Id).ReadAsync(
            request.Shape.Search, cancellationToken).ConfigureAwait(false);
        long reported = 0;
        ObjectUpdateOptions options = request.Shape.ApplyTo(
            new ObjectUpdateOptions
            {
                Mode = entry.Mode,
                Message = entry.Message,
                User = new VersionUser(entry.User, entry.Address),
                Created = entry.Created,
                Fixity = sources.Fixity,
                Progress = progress => meter.Add(progress.BytesStaged - Interlocked.Exchange(ref reported, progress.BytesStaged)),
            },
            root.Root,
            target.Inventory);
        using OpenedSources opened = await OpenedSources.OpenAsync(
            terminal, sources, root, options.Mode, [], cancellationToken).ConfigureAwait(false);
        if (FindEarlier(entry, target) is { } earlier)
        {
            return await CompareAsync(line, entry, earlier, opened, options, cancellationToken).ConfigureAwait(false);
        }

        UpdatePlan plan = await _updater.UpdateAsync(target, opened.Input, options, cancellationToken).ConfigureAwait(false);
        string outcome = plan.ChangesNothing ? "unchanged" : target.Inventory is null ? "created" : "updated";
        return new IngestedLine("line", line, outcome, entry.Id, plan.Head, plan.ObjectRoot, plan.Files, Reason: null);
    }

    /// <summary>
    /// The object as it was with a version that a line with a time may have created, and that is not the newest any more.
    /// </summary>
    private static UpdateTarget? FindEarlier(IngestEntry entry, UpdateTarget target)
    {
        if (target.Inventory is not { } inventory || entry.Created is not { } created || inventory.HeadVersion.Created.Value <= created)
        {
            return null;
        }

        for (int number = inventory.Versions.Count - 1; number >= 1; number--)
        {
            ObjectVersion version = inventory.Versions[number - 1];
            if (version.Created.Value == created
                && version.Message == entry.Message
                && version.User == new VersionUser(entry.User, entry.Address))
            {
                return target with
                {
                    Inventory = inventory with
                    {
                        Head = inventory.Head.WithNumber(number),
                        Versions = [.. inventory.Versions.Take(number)],
                    },
                };
            }
        }

        return null;
    }

    private async Task<IngestedLine> CompareAsync(
        long line,
        IngestEntry entry,
        UpdateTarget earlier,
        OpenedSources opened,
        ObjectUpdateOptions options,
        CancellationToken cancellationToken)
    {
        UpdatePlan plan = await _updater.PlanAsync(earlier, opened.Input, options, cancellationToken).ConfigureAwait(false);
        string head = earlier.Inventory!.Head.ToString();
        return plan.Files is { } files && files == FileChangeCounts.None
            ? new IngestedLine("line", line, "unchanged", entry.Id, head, earlier.ObjectRoot, files, Reason: null)
            : Fail(line, entry, string.Create(
                CultureInfo.InvariantCulture,
                $"the object has {head} of this time, user and message, with other files, and newer versions"));
    }

    private static IngestedLine Fail(long line, IngestEntry entry, string reason) =>
        new("line", line, "failed", entry.Id, null, null, null, reason.TrimEnd('.'));
}
