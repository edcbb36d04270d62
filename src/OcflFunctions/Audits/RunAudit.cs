using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Validations;

namespace OcflFunctions.Audits;

/// <summary>Checks objects of the storage root again, the longest unchecked first.</summary>
public static class RunAudit
{
    /// <summary>
    /// The orchestrator. A change to its sequence branches here on <c>context.Version</c>, so that runs in flight finish as they began.
    /// </summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="input">The request, the settings, and how far it is.</param>
    /// <returns>What was done; null if it continues as new.</returns>
    [Function(nameof(RunAudit))]
    public static async Task<AuditResult?> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, AuditInput input)
    {
        AuditInputCheck.Require(input);
        Run run = new(context, input);
        try
        {
            return await run.AuditAsync();
        }
        catch (TaskFailedException failure)
        {
            run.Report(InstanceErrors.Describe(failure));
            throw;
        }
    }

    private sealed class Run
    {
        private const int ClippedError = 1000;
        private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(1);

        private readonly TaskOrchestrationContext _context;
        private readonly AuditInput _input;
        private readonly AuditSettings _settings;
        private readonly ActivityCalls _calls;
        private readonly Task<object?> _cancel;
        private IReadOnlyList<ActivityRetry> _retrying = [];
        private AuditState _state;
        private DateTime _reported;
        private int _called;

        public Run(TaskOrchestrationContext context, AuditInput input)
        {
            _context = context;
            _input = input;
            _settings = input.Settings;
            _state = input.State ?? new AuditState { StartedAt = context.UtcNow() };
            _cancel = context.WaitForExternalEvent<object?>(CancelRequest.Event);
            _calls = new ActivityCalls(
                context, _settings.Attempts, _settings.FirstRetryDelay, _settings.MaxRetryDelay, retrying =>
                {
                    _retrying = retrying;
                    Report();
                });
            Report();
        }

        private AuditIdentity Identity => new(_context.InstanceId, _state.StartedAt);

        private AuditOutcome? Stop =>
            _cancel.IsCompleted ? AuditOutcome.Cancelled
            : _state.Counts.Opened >= _settings.MaxFindings ? AuditOutcome.TooManyFindings
            : _context.UtcNow() - _state.StartedAt >= _settings.MaxDuration ? AuditOutcome.TimeOver
            : null;

        private bool IsLong => _called >= _settings.CallsPerRun;

        public async Task<AuditResult?> AuditAsync()
        {
            while (!_state.IsListed && !IsLong && Stop is null)
            {
                await ListAsync();
            }

            while (_state.IsListed && !IsLong && Stop is null)
            {
                if (_state.Done == _state.Objects)
                {
                    await SelectAsync(_settings.BatchObjects);
                    if (_state.Objects == 0)
                    {
                        return Finish(AuditOutcome.Complete);
                    }
                }

                await CheckAsync();
            }

            if (Stop is { } stop)
            {
                // What was checked counts.
                if (_state.Batches > 0)
                {
                    await SelectAsync(count: 0);
                }

                return Finish(stop);
            }

            _context.ContinueAsNew(_input with { State = _state });
            return null;
        }

        public void Report(UpdateError? error = null)
        {
            _reported = _context.CurrentUtcDateTime;
            _context.SetCustomStatus(new AuditCustomStatus
            {
                Progress = new AuditProgress(_state.Counts) { Retrying = _retrying },
                Error = error is null ? null : error with { Message = StatusText.Clip(error.Message, ClippedError) },
                StartedAt = _state.StartedAt,
            });
        }

        private AuditResult Finish(AuditOutcome outcome)
        {
            ILogger logger = _context.CreateReplaySafeLogger(nameof(RunAudit));
            AuditCounts counts = _state.Counts;
            if (outcome == AuditOutcome.Cancelled && _cancel.IsCompleted)
            {
                logger.Cancelled(_context.InstanceId, EventReason.Of(_cancel.Result) ?? "No reason was given.");
            }

            logger.Finished(_context.InstanceId, outcome, counts.Checked, counts.Invalid, counts.Unverified, counts.Bytes);
            Report();
            return new AuditResult(outcome, counts);
        }

        private async Task ListAsync()
        {
            ListedForAudit part = await CallAsync<ListedForAudit>(
                nameof(ListForAudit), new ListForAuditInput(Identity, _state.Parts, _settings.ListObjects, _state.After));
            _state = _state with
            {
                Parts = _state.Parts + 1,
                After = part.Next,
                IsListed = part.Next is null,
                IsWhole = _state.IsWhole && part.IsWhole,
                Counts = _state.Counts with { Listed = _state.Counts.Listed + part.Objects },
            };
            Report();
        }

        private async Task SelectAsync(int count)
        {
            SelectedObjects selected = await CallAsync<SelectedObjects>(nameof(SelectObjects), new SelectObjectsInput
            {
                Run = Identity,
                Batch = _state.Batches,
                Count = count,
                Parts = _state.Parts,
                IsWhole = _state.IsWhole,
                DueBefore = _input.Request.All ? _state.StartedAt : _state.StartedAt - _settings.Interval,
                Interval = _settings.Interval,
            });
            _state = _state with
            {
                Batches = _state.Batches + 1,
                Objects = selected.Objects,
                Done = 0,
                Counts = _state.Batches == 0 ? _state.Counts with { Due = selected.Due } : _state.Counts,
            };
            Report();
        }

        /// <summary>Checks slices of the batch, as many as fit this run of the orchestration.</summary>
        private async Task CheckAsync()
        {
            int size = _settings.SliceObjects;
            int first = _state.Done;
            int slices = Math.Min(
                (_state.Objects - first + size - 1) / size, Math.Max(_settings.CallsPerRun - _called, _settings.Window));
            int started = 0;
            await OrchestrationWindow.RunAsync(slices, _settings.Window, () => Stop is not null, slice =>
            {
                started = slice + 1;
                int at = first + (slice * size);
                return CheckSliceAsync(new SliceRange(at, Math.Min(size, _state.Objects - at)));
            });
            _state = _state with { Done = Math.Min(_state.Objects, first + (started * size)) };
        }

        private async Task CheckSliceAsync(SliceRange slice)
        {
            CheckedObjects found = await CheckAsync(slice, Look.First);
            if (found.Suspects.Count == 0 || Stop is not null)
            {
                return;
            }

            // An update in flight, or a read that failed once, is not a finding.
            await WaitAsync(_settings.RecheckDelay);
            foreach (int suspect in found.Suspects.TakeWhile(_ => Stop is null))
            {
                await LookAgainAsync(new SliceRange(suspect, 1));
            }
        }

        /// <summary>Checks an object a second time; if it cannot be checked even after retries, it stays due.</summary>
        private async Task LookAgainAsync(SliceRange slice)
        {
            try
            {
                await CheckAsync(slice, Look.Second);
            }
            catch (TaskFailedException)
            {
                await CheckAsync(slice, Look.SecondAndLast);
            }
        }

        private async Task<CheckedObjects> CheckAsync(SliceRange slice, Look look)
        {
            CheckedObjects found = await CallAsync<CheckedObjects>(nameof(CheckObjects), new CheckObjectsInput
            {
                Run = Identity,
                Batch = _state.Batches - 1,
                Slice = slice,
                BytesPerSecond = _settings.BytesPerSecond == 0 ? 0 : Math.Max(1, _settings.BytesPerSecond / _settings.Window),
                IsSecondLook = look != Look.First,
                Try = look == Look.SecondAndLast ? ValidationTry.Last : ValidationTry.Again,
                Interval = _settings.Interval,
            });
            _state = _state with { Counts = _state.Counts.Plus(found.Counts) };
            if (_context.CurrentUtcDateTime - _reported >= ReportEvery)
            {
                Report();
            }

            return found;
        }

        private Task WaitAsync(TimeSpan time) =>
            time > TimeSpan.Zero ? _context.WaitForNewsAsync(time, _cancel) : Task.CompletedTask;

        /// <summary>Which look at objects an activity takes.</summary>
        private enum Look
        {
            First,

            /// <summary>What is bad again is reported.</summary>
            Second,

            /// <summary>The same; and what cannot be checked stays due.</summary>
            SecondAndLast,
        }

        private Task<T> CallAsync<T>(string activity, object activityInput)
        {
            _called++;
            return _calls.CallAsync<T>(activity, activityInput);
        }
    }
}
