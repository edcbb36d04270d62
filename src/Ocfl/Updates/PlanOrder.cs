using System.Globalization;

namespace Ocfl.Updates;

/// <summary>The order in which the steps of a plan are executed: four ranges of its steps, one after the other.</summary>
/// <param name="Preparation">The steps before the copies, one after the other.</param>
/// <param name="Copies">The copies, in any order and side by side.</param>
/// <param name="Commit">The steps up to the root inventory, which is the commit, one after the other.</param>
/// <param name="Finish">The steps after the commit, one after the other.</param>
public sealed record PlanOrder(Range Preparation, Range Copies, Range Commit, Range Finish)
{
    /// <summary>The order of a plan's steps. All steps of a plan that changes nothing come after a commit that has happened.</summary>
    /// <exception cref="InvalidOperationException">Another step is among the copies.</exception>
    public static PlanOrder Of(UpdatePlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        IReadOnlyList<OcflActivity> steps = plan.Activities;
        if (plan.ChangesNothing)
        {
            return new PlanOrder(0..0, 0..0, 0..0, 0..steps.Count);
        }

        int firstCopy = IndexOf(
            steps, 0, index => steps[index].Kind is not (OcflActivityKind.WriteDeclaration or OcflActivityKind.VersionDirectory));
        int firstAfter = IndexOf(steps, firstCopy, index => !IsCopy(steps, index));
        int strayCopy = IndexOf(steps, firstAfter, index => IsCopy(steps, index));
        if (strayCopy < steps.Count)
        {
            OcflActivity stray = steps[firstAfter];
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture, $"Step {stray.Index} '{stray.Name}' is among the copies, which run in any order."));
        }

        int commit = IndexOf(steps, firstAfter, index => steps[index].Kind == OcflActivityKind.WriteRootInventory);
        int afterCommit = Math.Min(commit + 1, steps.Count);
        return new PlanOrder(0..firstCopy, firstCopy..firstAfter, firstAfter..afterCommit, afterCommit..steps.Count);
    }

    /// <summary>Executes steps in their order: copies that follow each other side by side, all others one after the other.</summary>
    /// <param name="steps">Steps of a plan, in the plan's order.</param>
    /// <param name="copiesAtOnce">At most how many copies run at once.</param>
    /// <param name="executeAsync">Executes a step.</param>
    /// <param name="tryExecute">
    /// Executes a copy at once, if that is possible; called for one copy after the other, before the rest of them run side by side. Null to
    /// execute all in that way.
    /// </param>
    /// <param name="afterCopiesAsync">Called after copies, before the step that follows them; null for nothing.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task RunAsync(
        IReadOnlyList<OcflActivity> steps,
        int copiesAtOnce,
        Func<OcflActivity, CancellationToken, Task> executeAsync,
        Func<OcflActivity, bool>? tryExecute = null,
        Func<CancellationToken, Task>? afterCopiesAsync = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(steps);
        ArgumentNullException.ThrowIfNull(executeAsync);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = copiesAtOnce, CancellationToken = cancellationToken };
        for (int first = 0; first < steps.Count;)
        {
            if (!IsCopy(steps, first))
            {
                cancellationToken.ThrowIfCancellationRequested();
                await executeAsync(steps[first++], cancellationToken).ConfigureAwait(false);
                continue;
            }

            int end = IndexOf(steps, first, index => !IsCopy(steps, index));
            await Parallel.ForEachAsync(
                Rest(steps, first, end, tryExecute, cancellationToken),
                parallel,
                async (index, cancel) => await executeAsync(steps[index], cancel).ConfigureAwait(false)).ConfigureAwait(false);
            await (afterCopiesAsync?.Invoke(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
            first = end;
        }
    }

    private static IEnumerable<int> Rest(
        IReadOnlyList<OcflActivity> steps, int first, int end, Func<OcflActivity, bool>? tryExecute, CancellationToken cancellationToken)
    {
        if (tryExecute is null)
        {
            return Enumerable.Range(first, end - first);
        }

        List<int> rest = [];
        for (int index = first; index < end; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!tryExecute(steps[index]))
            {
                rest.Add(index);
            }
        }

        return rest;
    }

    private static bool IsCopy(IReadOnlyList<OcflActivity> steps, int index) =>
        steps is StepList list ? list.IsCopy(index) : steps[index].Kind == OcflActivityKind.CopyContent;

    private static int IndexOf(IReadOnlyList<OcflActivity> steps, int from, Predicate<int> isIt)
    {
        int index = from;
        while (index < steps.Count && !isIt(index))
        {
            index++;
        }

        return index;
    }
}
