using System.Globalization;
using OcflFunctions.Contracts;
using Spectre.Console;

namespace OcflFunctions.Local.Demo;

/// <summary>Follows an update on its status URL: a progress bar on a terminal, and a line for each step.</summary>
internal sealed class UpdateFollower(DemoClient client, IAnsiConsole console)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Follows it until it is finished.</summary>
    public async Task<Update> FollowAsync(string id, CancellationToken cancellationToken)
    {
        if (!console.Profile.Capabilities.Interactive)
        {
            return await FollowAsync(id, static _ => { }, cancellationToken);
        }

        return await console.Progress().AutoClear(true).StartAsync(async progress =>
        {
            ProgressTask bar = progress.AddTask("starting");
            return await FollowAsync(id, update => Move(bar, update), cancellationToken);
        });
    }

    private static void Move(ProgressTask bar, Update update)
    {
        bar.Description = update.Phase?.ToString() ?? update.Status.ToString();
        if (update.Progress is { StepsPlanned: > 0 } progress)
        {
            bar.MaxValue = progress.StepsPlanned;
            bar.Value = progress.StepsDone;
        }
    }

    private async Task<Update> FollowAsync(string id, Action<Update> show, CancellationToken cancellationToken)
    {
        HashSet<int> shown = [];
        while (true)
        {
            Update update = await client.GetAsync(id, cancellationToken);
            foreach (UpdateStep step in update.Steps ?? [])
            {
                if (step.State is StepState.Done or StepState.AlreadyDone && shown.Add(step.Number))
                {
                    Report(step, update.Steps!.Count);
                }
            }

            show(update);
            if (update.Status is not (UpdateStatus.Queued or UpdateStatus.Running or UpdateStatus.Held or UpdateStatus.Suspended))
            {
                return update;
            }

            await Task.Delay(PollInterval, cancellationToken);
        }
    }

    private void Report(UpdateStep step, int steps)
    {
        string size = step.Bytes > 0 ? string.Create(CultureInfo.InvariantCulture, $"  {step.Bytes} bytes") : "";
        string skipped = (step.State, step.Note) switch
        {
            (StepState.AlreadyDone, null) => "  already done",
            (StepState.AlreadyDone, { } note) => $"  already done ({note})",
            (_, { } note) => $"  {note}",
            _ => "",
        };
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{step.Number}/{steps}] {step.Name}{size}{skipped}"));
    }
}
