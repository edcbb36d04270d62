using Microsoft.Extensions.Time.Testing;
using Ocfl.Storage;
using OcflFunctions.Durable;
using OcflFunctions.Storage;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

/// <summary>Updates that claim one object, step by step in an order that a seed decides: each access to the storage is a step.</summary>
internal sealed class ClaimSimulation
{
    private const string ObjectId = "o";
    private readonly Random _random;
    private readonly SteppedStorage _storage = new(new MemoryStorage());
    private readonly ClaimStore _claims;
    private readonly List<string> _arrived = [];
    private readonly List<string> _granted = [];
    private readonly HashSet<string> _dead = [];
    private readonly HashSet<string> _unknown = [];
    private readonly FakeTimeProvider _time = new();
    private string? _holder;

    public ClaimSimulation(int seed)
    {
        _random = new Random(seed);
        _claims = new ClaimStore(new WorkArea(_storage), _time);
    }

    public void Run()
    {
        int count = _random.Next(2, 6);
        Task[] updates = [.. Enumerable.Range(0, count).Select(number => UpdateAsync($"u{number}"))];
        for (int step = 0; !updates.All(update => update.IsCompleted); step++)
        {
            Assert.True(step < 100_000, "Nobody comes to an end any more.");
            _storage.Step(_random);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Task.WhenAll(updates).GetAwaiter().GetResult();
        Assert.Equal(_arrived.Where(_granted.Contains), _granted);
        Assert.Equal(count, _granted.Union(_dead).Count());
    }

    private async Task UpdateAsync(string id)
    {
        if (_random.Next(2) == 0)
        {
            _unknown.Add(id);
            await _claims.TryReserveAsync(ObjectId, id, int.MaxValue, default);
            if (_random.Next(4) == 0)
            {
                // Its service dies before it is scheduled.
                _dead.Add(id);
                return;
            }

            _unknown.Remove(id);
        }

        bool isFirst = true;
        while (true)
        {
            IReadOnlyList<string> queue = (await _claims.ClaimAsync(ObjectId, id, GetLifeAsync, default)).Queue;
            if (isFirst)
            {
                Arrive(queue);
                isFirst = false;
            }

            if (queue.Count == 1)
            {
                break;
            }

            // Waits for its turn, or is ended while it waits.
            if (_random.Next(8) == 0)
            {
                _dead.Add(id);
                return;
            }

            await _storage.PauseAsync();
        }

        Assert.True(_holder is null || _dead.Contains(_holder), $"{_holder} holds the object while {id} is granted it.");
        _holder = id;
        _granted.Add(id);
        await _storage.PauseAsync();
        Assert.Equal(id, _holder);
        if (_random.Next(4) == 0)
        {
            _dead.Add(id);
            return;
        }

        _holder = null;
        await _claims.ReleaseAsync(ObjectId, id, GetLifeAsync, default);
        if (_random.Next(3) == 0)
        {
            // Delivered twice.
            await _claims.ReleaseAsync(ObjectId, id, GetLifeAsync, default);
        }

        _dead.Add(id);
    }

    // The queue is the order of arrival; answers come in another.
    private void Arrive(IReadOnlyList<string> queue)
    {
        foreach (string id in queue.Where(id => !_arrived.Contains(id)))
        {
            _arrived.Add(id);
        }
    }

    private async Task<UpdateLife> GetLifeAsync(string id, CancellationToken cancellationToken)
    {
        await _storage.PauseAsync();
        return _unknown.Contains(id) ? UpdateLife.Unknown : _dead.Contains(id) ? UpdateLife.Ended : UpdateLife.Running;
    }
}
