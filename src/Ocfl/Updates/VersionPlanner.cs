using Ocfl.Inventories;
using Ocfl.Staging;
using Ocfl.Storage;

namespace Ocfl.Updates;

/// <summary>Makes the stage and the plan of a new version from what was requested: a pure function of its inputs.</summary>
/// <param name="storage">The storage root's storage.</param>
/// <param name="target">The object as it is.</param>
/// <param name="digestAlgorithm">The digest algorithm of the version.</param>
/// <param name="options">What was requested. The algorithm, the parallelism and the progress are not used here.</param>
public sealed class VersionPlanner(IStorage storage, UpdateTarget target, string digestAlgorithm, ObjectUpdateOptions options)
{
    /// <summary>Makes the stage.</summary>
    /// <param name="files">The files of the source; null if there is no source.</param>
    /// <param name="rehashed">The object's content in the new algorithm; empty if the object keeps its algorithm.</param>
    /// <exception cref="EmptySourceException">There are no files, and <see cref="ObjectUpdateOptions.AllowEmpty"/> is not set.</exception>
    /// <exception cref="StageConflictException">A path cannot be in a version state.</exception>
    /// <exception cref="StateChangeException">A change does not fit the state that it is applied to.</exception>
    /// <exception cref="ContentMismatchException">Two contents have the same digest in one algorithm only.</exception>
    /// <exception cref="InvalidUpdateException">Not all of the object's content has been hashed in the new algorithm.</exception>
    public Stage BuildStage(IEnumerable<StagedFile>? files, IEnumerable<RehashedContent> rehashed)
    {
        StageBuilder stage = Begin();
        if (files is not null)
        {
            stage.WithFiles(files, options.Mode, options.AllowEmpty);
        }

        return stage.WithRehashed(rehashed).Build();
    }

    /// <summary>Makes the stage of files that are read one after the other.</summary>
    /// <param name="files">The files of the source; null if there is no source.</param>
    /// <param name="rehashed">The object's content in the new algorithm; empty if the object keeps its algorithm.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <inheritdoc cref="BuildStage" path="/exception"/>
    public async Task<Stage> BuildStageAsync(
        IAsyncEnumerable<StagedFile>? files, IEnumerable<RehashedContent> rehashed, CancellationToken cancellationToken = default)
    {
        StageBuilder stage = Begin();
        if (files is not null)
        {
            await stage.WithFilesAsync(files, options.Mode, options.AllowEmpty, cancellationToken).ConfigureAwait(false);
        }

        return stage.WithRehashed(rehashed).Build();
    }

    /// <summary>Makes the plan.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="created">The new version's time.</param>
    /// <exception cref="InvalidUpdateException">The stage, the options and the object do not fit.</exception>
    public UpdatePlan BuildPlan(Stage stage, DateTimeOffset created)
    {
        UpdatePlanBuilder builder = new UpdatePlanBuilder(target, stage)
            .WithTimestamp(created)
            .WithStorage(storage)
            .WithContentPaths(options.ContentPaths);
        if (options.Specification is { } specification)
        {
            builder.WithSpecification(specification);
        }

        if (options.ContentDirectory is { } contentDirectory)
        {
            builder.WithContentDirectory(contentDirectory);
        }

        if (target.Inventory is null)
        {
            builder.WithVersionNumber(new VersionNumber(1, options.VersionPadding));
        }

        return builder.Build(options.Message, options.User);
    }

    private StageBuilder Begin() =>
        new StageBuilder(digestAlgorithm, target.Inventory).WithChanges(options.Changes, options.ChangeLimits);
}
