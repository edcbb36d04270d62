using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using OcflFunctions.Durable;

namespace OcflFunctions.Maintenance;

/// <summary>Removes what is not needed any more, step by step and page by page.</summary>
public static class Maintain
{
    /// <summary>After how many pages a run continues as new, so that its history does not grow.</summary>
    internal const int PagesOfRun = 100;

    /// <summary>
    /// The orchestrator. A change to its sequence branches here on <c>context.Version</c>, so that runs in flight finish as they began.
    /// </summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="input">The steps and the settings.</param>
    /// <returns>What was removed; null if it continues as new.</returns>
    [Function(nameof(Maintain))]
    public static async Task<MaintenanceState?> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, MaintenanceInput input)
    {
        MaintenanceInputCheck.Require(input);
        return await new Run(context, input).RemoveAsync();
    }

    private sealed class Run(TaskOrchestrationContext context, MaintenanceInput input)
    {
        private readonly ActivityCalls _calls = new(
            context, input.Settings.Attempts, input.Settings.FirstRetryDelay, input.Settings.MaxRetryDelay, _ => { });

        private MaintenanceState _state = input.State ?? new MaintenanceState { StartedAt = context.UtcNow() };

        private string? Step => _state.Step < input.Steps.Count ? input.Steps[_state.Step] : null;

        public async Task<MaintenanceState?> RemoveAsync()
        {
            Report();
            for (int pages = 0; Step is { } step; pages++)
            {
                if (pages == PagesOfRun)
                {
                    context.ContinueAsNew(input with { State = _state });
                    return null;
                }

                await RemovePageAsync(step);
                Report();
            }

            ILogger logger = context.CreateReplaySafeLogger(nameof(Maintain));
            logger.Finished(context.InstanceId, input.DryRun, _state.Removed.Sum(items => items.Count), _state.Errors.Count);
            return _state;
        }

        // A step that fails does not keep the others from being done; the next run tries it again.
        private async Task RemovePageAsync(string step)
        {
            try
            {
                MaintenancePage page = await _calls.CallAsync<MaintenancePage>(
                    nameof(RemoveExpired),
                    new MaintenancePageInput(
                        context.InstanceId, step, _state.StartedAt, input.DryRun, input.Settings, _state.After),
                    step);
                _state = _state.AfterPage(step, page);
            }
            catch (TaskFailedException failure)
            {
                _state = _state.AfterFailure(step, InstanceErrors.Describe(failure));
            }
        }

        private void Report() => context.SetCustomStatus(new MaintenanceCustomStatus(input.DryRun, Step, _state));
    }
}
