using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Updates;
using Ocfl.Validation;

namespace Ocfl.Testing;

/// <summary>
/// A purge on a storage that writes in place, and another process before each of its calls: it comes while the purge runs, or has been
/// stopped for longer than its lock lasts. At most one of them reports that it has removed the object, and nothing is left of it.
/// </summary>
public abstract class PurgeInterleavings
{
    private static readonly TimeSpan Stopped = TimeSpan.FromMinutes(3);

    protected abstract IStorage CreateStorage();

    [Fact]
    public Task A_second_purge_in_a_stopped_one_is_the_only_one_that_counts() => TryAllAsync(async (place, call) =>
    {
        Exception? second = null;
        Exception? first = await place.PurgeAsync(
            call, async () => second = await Record.ExceptionAsync(
                async () => await place.PurgeAsync(await place.OpenAsync(), Stopped)));

        Assert.Equal((call, true), (call, first is null || second is null));
        Assert.Equal((call, place.WasInterrupted), (call, (first ?? second) is ObjectConflictException));
        await place.RequireNothingAsync(call);
    });

    [Fact]
    public Task A_second_purge_beside_a_running_one_is_the_only_one_that_counts() => TryAllAsync(async (place, call) =>
    {
        Task<Exception?>? second = null;
        OcflObject found = await place.OpenAsync();
        Exception? first = await place.PurgeAsync(
            call,
            () =>
            {
                second = Record.ExceptionAsync(() => place.PurgeAsync(found, TimeSpan.Zero));
                return Task.CompletedTask;
            });
        Exception? other = second is null ? null : await second;

        Assert.Equal((call, true), (call, first is null || other is null));
        Assert.Equal((call, place.WasInterrupted), (call, (first ?? other) is ObjectConflictException));
        await place.RequireNothingAsync(call);
    });

    [Fact]
    public Task A_repair_in_a_stopped_purge_leaves_no_half_object() => TryAllAsync(async (place, call) =>
    {
        Exception? purge = await place.PurgeAsync(call, () => place.RepairAsync(Stopped));

        Assert.Equal((call, null), (call, purge));
        await place.RequireNothingAsync(call);
    });

    [Fact]
    public Task A_repair_beside_a_running_purge_leaves_no_half_object() => TryAllAsync(async (place, call) =>
    {
        Task repair = Task.CompletedTask;
        Exception? purge = await place.PurgeAsync(
            call,
            () =>
            {
                repair = place.RepairAsync(TimeSpan.Zero);
                return Task.CompletedTask;
            });
        await repair;

        Assert.Equal((call, null), (call, purge));
        await place.RequireNothingAsync(call);
    });

    [Fact]
    public Task The_next_object_of_the_id_is_whole_if_it_is_created_while_a_purge_is_stopped() => TryAllAsync(async (place, call) =>
    {
        await place.PurgeAsync(call, async () =>
        {
            if (await place.TryOpenAsync() is { } found)
            {
                await place.PurgeAsync(found, Stopped);
            }

            await place.RepairAsync(Stopped);
            await place.UpdateAsync("next");
        });

        await place.RequireAsync(call, place.WasInterrupted ? "v1: next" : null);
    });

    [Fact]
    public Task An_object_that_is_updated_while_a_purge_is_stopped_stays_whole_or_goes_whole() => TryAllAsync(async (place, call) =>
    {
        bool wasThere = true;
        Exception? update = null;
        Exception? purge = await place.PurgeAsync(call, async () =>
        {
            wasThere = await place.TryOpenAsync() is not null;
            update = await Record.ExceptionAsync(() => place.UpdateAsync("next"));
        });

        bool isUpdated = place.WasInterrupted && update is null;
        Assert.True(!wasThere || !place.WasInterrupted || (isUpdated && purge is ObjectConflictException), $"{call}: {update} {purge}");
        await place.RequireAsync(call, isUpdated ? wasThere ? "v2: next" : "v1: next" : null);
    });

    private async Task TryAllAsync(Func<Place, int, Task> tryAsync)
    {
        bool goesOn = true;
        for (int call = 0; goesOn; call++)
        {
            Place place = new(CreateStorage(), CreateStorage());
            await place.UpdateAsync("first");
            await tryAsync(place, call);
            goesOn = place.WasInterrupted;
            Assert.True(goesOn || call > 8, "it calls nothing");
        }
    }

    private sealed class Place(IStorage storage, IStorage work)
    {
        private readonly MemoryStorage _source = new();
        private Interruption? _interruption;

        public bool WasInterrupted => _interruption!.HasHappened;

        public async Task UpdateAsync(string text)
        {
            await _source.PutAsync("a", "always");
            await _source.PutAsync("b", text);
            await new ObjectUpdater(storage, work) { ContinuesInterrupted = true }.UpdateAsync(
                await UpdateScenario.TargetAsync(storage), _source);
        }

        /// <summary>The object; null if a tool would report that it is not there, or damaged.</summary>
        public async Task<OcflObject?> TryOpenAsync()
        {
            try
            {
                return await OcflObject.TryOpenAsync(storage, UpdateScenario.ObjectRoot);
            }
            catch (CorruptObjectException)
            {
                return null;
            }
        }

        public async Task<OcflObject> OpenAsync() =>
            await TryOpenAsync() ?? throw new ObjectConflictException("There is no such object.");

        /// <summary>Purges it, and does something else before one of the calls.</summary>
        public async Task<Exception?> PurgeAsync(int call, Func<Task> interrupt)
        {
            OcflObject found = await OpenAsync();
            _interruption = new Interruption(call, interrupt);
            ObjectPurge purge = new(new InterruptedStorage(storage, _interruption), new InterruptedStorage(work, _interruption));
            return await Record.ExceptionAsync(() => purge.PurgeAsync(found));
        }

        public Task PurgeAsync(OcflObject found, TimeSpan later) =>
            new ObjectPurge(storage, work, new LaterTime(later)).PurgeAsync(found);

        public Task<IReadOnlyList<RepairStep>> RepairAsync(TimeSpan later) =>
            new PendingRepair(storage, work, new LaterTime(later)).RunAsync(repairs: true);

        public Task RequireNothingAsync(int call) => RequireAsync(call, expected: null);

        /// <param name="call">For the message.</param>
        /// <param name="expected">The head and the text of its file; null for no object.</param>
        public async Task RequireAsync(int call, string? expected)
        {
            List<StorageEntry> files = await storage.ListAllAsync("", recursive: true);
            if (expected is null)
            {
                Assert.Equal((call, ""), (call, string.Join(' ', files.Select(file => file.Path))));
            }
            else
            {
                ValidationReport report = await new Validator(storage).ValidateObjectAsync(UpdateScenario.ObjectRoot);
                Assert.True(report.IsValid, $"{call}: {string.Join('\n', report.Findings)}");
                OcflObject found = await OpenAsync();
                await using ContentReader content = await found.OpenFileAsync(found.Head, "b");
                using StreamReader text = new(content.Content);
                Assert.Equal((call, expected), (call, $"{found.Inventory.Head}: {await text.ReadToEndAsync()}"));
            }

            files = await work.ListAllAsync("", recursive: true);
            Assert.Equal((call, ""), (call, string.Join(' ', files.Select(file => file.Path))));
        }
    }

    /// <summary>The clock of a process that looks at what another one has left some time ago.</summary>
    private sealed class LaterTime(TimeSpan later) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + later;
    }
}
