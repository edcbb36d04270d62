using DurableTask.Sqlite.Store;

namespace DurableTask.Sqlite.Tests.Faults;

/// <summary>Runs activities late, twice, twice at once or for nothing, and delivers what they end with late, or twice.</summary>
/// <param name="disturber">Decides what.</param>
/// <param name="calls">Runs activities and delivers results.</param>
internal sealed class DisturbedActivities(Disturber disturber, ActivityCalls calls)
{
    // This and the task distinguish the cases of one activity.
    private const int Cases = 4;

    private readonly Lock _gate = new();
    private readonly HashSet<Task> _strays = [];

    /// <summary>Runs an activity that is wanted, and delivers its result at least once unless the engine stops.</summary>
    public async Task RunAsync(ActivityWork work)
    {
        if (disturber.Decides(DisturbanceKind.ActivityAtOnce, work.Run, work.Task))
        {
            Stray(() => RunForNothingAsync(work, 1));
        }

        InboxMessage? result = await LateAsync(DisturbanceKind.LateActivity, work, 0).ConfigureAwait(false)
            ? await calls.FirstAsync(work).ConfigureAwait(false)
            : null;
        if (result is not null && disturber.Decides(DisturbanceKind.LostResult, work.Run, work.Task))
        {
            result = await calls.AgainAsync(work).ConfigureAwait(false);
        }

        if (result is null || !await LateAsync(DisturbanceKind.LateResult, work, 0).ConfigureAwait(false))
        {
            return;
        }

        await calls.DeliverAsync(work.Run, result).ConfigureAwait(false);
        if (disturber.Decides(DisturbanceKind.ActivityAgain, work.Run, work.Task))
        {
            Stray(async () =>
            {
                await Task.Delay(
                    disturber.DelayOf(DisturbanceKind.ActivityAgain, work.Run, work.Task), calls.Stopping).ConfigureAwait(false);
                await RunForNothingAsync(work, 2).ConfigureAwait(false);
            });
        }
    }

    /// <summary>Runs an activity of a turn that was lost.</summary>
    public void RunLost(ActivityWork work) => Stray(() => RunForNothingAsync(work, 3));

    /// <summary>Waits for all that runs beyond what is wanted.</summary>
    public Task DrainAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_strays);
        }
    }

    private async Task RunForNothingAsync(ActivityWork work, int number)
    {
        if (await LateAsync(DisturbanceKind.LateActivity, work, number).ConfigureAwait(false)
            && await calls.AgainAsync(work).ConfigureAwait(false) is { } result
            && disturber.Decides(DisturbanceKind.SecondResult, work.Run, (work.Task * Cases) + number)
            && await LateAsync(DisturbanceKind.LateResult, work, number).ConfigureAwait(false))
        {
            await calls.DeliverAsync(work.Run, result).ConfigureAwait(false);
        }
    }

    /// <returns>False where the engine stops.</returns>
    private async Task<bool> LateAsync(DisturbanceKind kind, ActivityWork work, int number)
    {
        long key = ((long)work.Task * Cases) + number;
        if (disturber.Decides(kind, work.Run, key))
        {
            // The task ends either way; what counts is whether the engine stops.
            await Task.Delay(disturber.DelayOf(kind, work.Run, key), calls.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return !calls.Stopping.IsCancellationRequested;
    }

    private void Stray(Func<Task> strayAsync)
    {
        lock (_gate)
        {
            if (_strays.Count >= disturber.MostStrays || calls.Stopping.IsCancellationRequested)
            {
                return;
            }

            Task stray = Task.Run(strayAsync, CancellationToken.None);
            _strays.Add(stray);
            _ = stray.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private void Forget(Task stray)
    {
        lock (_gate)
        {
            _strays.Remove(stray);
        }
    }
}
