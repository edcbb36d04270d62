using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Updates;
using OcflFunctions.Hosting;
using OcflFunctions.Sources;

namespace OcflFunctions.Updates;

/// <summary>
/// Executes a slice of the plan: one step, or many copies. Of a large file that must pass through here each call copies one range.
/// </summary>
public sealed class ExecuteOcflActivity(
    PlanStore plans, ExecutorFactory executors, RangedFiles ranges, UpdateTelemetry telemetry, IOptions<OcflOptions> options)
{
    /// <summary>Idempotent: it skips the steps that are done.</summary>
    [Function(nameof(ExecuteOcflActivity))]
    public async Task<SliceResult> RunAsync(
        [ActivityTrigger] ExecuteInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        PlanHeader header = await plans.GetAsync(input.Update.Id, cancellationToken);
        try
        {
            return await ExecuteAsync(header, input, client, cancellationToken);
        }
        catch (PlanClearedException cleared)
        {
            throw IsOver(cleared.Missing);
        }
        catch (StorageFileNotFoundException missing)
        {
            if (await plans.HasInventoryAsync(header, cancellationToken))
            {
                throw;
            }

            throw IsOver(missing);
        }
        finally
        {
            await RevertIfOverAsync(header, input, client, cancellationToken);
        }
    }

    private async Task<SliceResult> ExecuteAsync(
        PlanHeader header, ExecuteInput input, DurableTaskClient client, CancellationToken cancellationToken)
    {
        IReadOnlyList<OcflActivity> steps = await plans.GetSliceAsync(header, input.Slice, cancellationToken);
        UpdatePlan plan = plans.WithInventory(header);
        using OpenedSource? source = await executors.OpenSourceAsync(input.Update.Id, steps, cancellationToken);
        UpdateRanges large = new(ranges, plans, header, options.Value.Updates, isAlone: steps.Count == 1);
        bool areCopies = steps.Count > 1 && steps.All(step => step.Kind == OcflActivityKind.CopyContent);
        ActivityExecutor executor = executors.Create(
            input.Update.Id,
            client,
            source,
            large,
            sharesFlushes: areCopies,
            cancellation => plans.IsStoppedAsync(header, cancellation));
        ConcurrentBag<ActivityResult> results = [];
        using ContentMoves? moves = areCopies ? executor.BeginMoves() : null;
        using Activity? slice = steps.Count > 1 ? UpdateTracing.Files("ocfl.slice", input.Update, steps.Count) : null;
        await PlanOrder.RunAsync(
            steps,
            options.Value.Updates.FilesAtOnce,
            async (step, cancellation) =>
            {
                // A span for each of many small files would cost more than it is worth.
                using Activity? span = steps.Count == 1 ? UpdateTracing.Step(input.Update, step) : null;
                ActivityResult result;
                do
                {
                    result = await ExecuteAsync(executor, plan, step, span ?? slice, cancellation);
                }
                while (result.IsPartial && steps.Count > 1);

                UpdateTracing.Done(span, result);
                results.Add(result);
            },
            copy => TryMove(moves, copy, results),
            cancellationToken: cancellationToken);
        if (areCopies)
        {
            await executor.FlushCopiesAsync(plan, steps, cancellationToken);
        }

        if (results.Count == 1 && results.Single() is { IsPartial: true } partial)
        {
            return new SliceResult(0, 0, partial.Bytes, 0, IsPartial: true);
        }

        return new SliceResult(
            steps.Count,
            results.Count(result => result.Outcome == ActivityOutcome.AlreadyDone),
            steps.Sum(step => step.Length),
            results.Sum(result => result.Bytes),
            results.Count == 1 ? results.Single().Note : null);
    }

    private bool TryMove(ContentMoves? moves, OcflActivity copy, ConcurrentBag<ActivityResult> results)
    {
        if (moves?.TryExecute(copy) is not { } result)
        {
            return false;
        }

        telemetry.Executed(copy.Kind, result);
        results.Add(result);
        return true;
    }

    private async Task<ActivityResult> ExecuteAsync(
        ActivityExecutor executor, UpdatePlan plan, OcflActivity step, Activity? span, CancellationToken cancellationToken)
    {
        try
        {
            ActivityResult result = await executor.ExecuteAsync(plan, step, cancellationToken);
            if (!result.IsPartial)
            {
                telemetry.Executed(step.Kind, result);
            }

            return result;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            telemetry.Failed(step.Kind);
            UpdateTracing.Fail(span, failure);
            throw;
        }
    }

    // A second delivery can be late, after the update has finished. The update clears its plan before it checks for the last time what
    // to undo: so what was written here is undone there, or here. What is committed stays.
    private async Task RevertIfOverAsync(
        PlanHeader header, ExecuteInput input, DurableTaskClient client, CancellationToken cancellationToken)
    {
        bool canLeaveSomething = input.Slice < header.Summary.Finish.First;
        if (canLeaveSomething && !await plans.HasInventoryAsync(header, cancellationToken))
        {
            await executors.Create(input.Update.Id, client).RevertAsync(header.Plan, cancellationToken);

            // The record of a range may have been written too late, too.
            await plans.ClearAsync(input.Update.Id, cancellationToken);
        }
    }

    private static InvalidUpdateException IsOver(StorageFileNotFoundException missing) =>
        new("The update is over: its plan has been carried out, or undone.", missing);
}

/// <summary>The input of <c>ExecuteOcflActivity</c>.</summary>
/// <param name="Update">The update.</param>
/// <param name="Slice">The slice of the plan to execute.</param>
/// <param name="Name">The step's name, or the slice's, for readers of the history.</param>
public sealed record ExecuteInput(UpdateIdentity Update, int Slice, string Name);

/// <summary>The result of <c>ExecuteOcflActivity</c>.</summary>
/// <param name="Steps">How many steps of the slice are done: all, or none if the slice is partial.</param>
/// <param name="AlreadyDone">How many of them had been done before.</param>
/// <param name="Bytes">How many bytes of the slice's steps are in place.</param>
/// <param name="Written">How many bytes were written for that.</param>
/// <param name="Note">Why a slice of one step had nothing to do; null otherwise.</param>
/// <param name="IsPartial">Whether the slice is a large file, and further calls must copy the rest of it.</param>
public sealed record SliceResult(
    int Steps,
    int AlreadyDone,
    long Bytes,
    long Written,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Note = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool IsPartial = false);
