using System.Globalization;
using Ocfl.Cli.Commands;
using Ocfl.Updates;

namespace Ocfl.Cli;

/// <summary>Creates a version of an object in one go, or plans it, with progress and a report.</summary>
internal static class VersionUpdate
{
    /// <summary>Creates the version.</summary>
    /// <exception cref="ToolStoppedException">It was stopped, and nothing has changed.</exception>
    public static async Task RunAsync(
        Terminal terminal,
        WritableRoot root,
        UpdateTarget target,
        UpdateContents input,
        ObjectUpdateOptions options,
        VersionRequest request,
        CancellationToken cancellationToken)
    {
        ObjectUpdater updater = new(root.Root.Storage, root.Work) { ContinuesInterrupted = true };
        UpdatePlan plan;
        using (ProgressLine line = new(terminal))
        {
            options = terminal.ShowsProgress ? options with { Progress = progress => line.Report(() => Describe(progress)) } : options;
            plan = await StopAsync(target, () => request.IsDryRun
                ? updater.PlanAsync(target, input, options, cancellationToken)
                : updater.UpdateAsync(target, input, options, cancellationToken)).ConfigureAwait(false);
        }

        VersionReport report = new(terminal, request.IsJson);
        if (request.IsDryRun)
        {
            report.WritePlanned(plan, target);
        }
        else
        {
            report.WriteCommitted(plan);
        }
    }

    /// <summary>Runs an update, and says what stopping it has left.</summary>
    /// <exception cref="ToolStoppedException">It was stopped, and nothing has changed.</exception>
    public static async Task<T> StopAsync<T>(UpdateTarget target, Func<Task<T>> updateAsync)
    {
        try
        {
            return await updateAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException stopped)
        {
            string unchanged = target.Inventory is { } inventory
                ? $"'{target.ObjectId}' still has {inventory.Head} as its newest version"
                : $"there is no object '{target.ObjectId}' yet";
            string kept = stopped is UpdateStoppedException { KeptBytes: > 0 } work
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"; {ProgressLine.Bytes(work.KeptBytes)} of the files are kept for 7 days, and the same command continues there")
                : "";
            throw new ToolStoppedException($"stopped, and nothing has changed: {unchanged}{kept}", stopped);
        }
    }

    /// <summary>Progress for people.</summary>
    public static string Describe(ObjectUpdateProgress progress) => progress.Steps == 0
        ? $"{progress.FilesStaged} files read, {ProgressLine.Bytes(progress.BytesStaged)}"
        : $"{progress.StepsDone} of {progress.Steps} steps";
}

/// <summary>A command was stopped by the user.</summary>
/// <param name="message">What has changed by then.</param>
/// <param name="inner">What stopped it.</param>
internal sealed class ToolStoppedException(string message, OperationCanceledException inner) : OperationCanceledException(message, inner);
