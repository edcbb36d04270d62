using System.Collections.Concurrent;
using Ocfl.Updates;

namespace Ocfl.Tests.Updates;

public sealed class PlanOrderTests
{
    private static readonly OcflActivity[] Steps =
    [
        Step(0, OcflActivityKind.VersionDirectory),
        .. Enumerable.Range(1, 9).Select(index => Step(index, OcflActivityKind.CopyContent)),
        Step(10, OcflActivityKind.WriteRootInventory),
    ];

    /// <summary>What is executed at once comes before the other copies, in its order, and nothing is executed twice.</summary>
    [Fact]
    public async Task Copies_that_are_executed_at_once_are_not_executed_again()
    {
        ConcurrentQueue<(int Step, bool AtOnce)> executed = [];
        int before = 0;

        await PlanOrder.RunAsync(
            Steps,
            4,
            (step, _) =>
            {
                executed.Enqueue((step.Index, false));
                return Task.CompletedTask;
            },
            copy =>
            {
                if (copy.Index % 2 == 0)
                {
                    return false;
                }

                executed.Enqueue((copy.Index, true));
                return true;
            },
            _ =>
            {
                before = executed.Count;
                return Task.CompletedTask;
            });

        (int Step, bool AtOnce)[] all = [.. executed];
        Assert.Equal([(0, false), (1, true), (3, true), (5, true), (7, true), (9, true)], all[..6]);
        Assert.Equal([(2, false), (4, false), (6, false), (8, false)], all[6..10].OrderBy(step => step.Step));
        Assert.Equal((10, false), all[10]);
        Assert.Equal((11, 10), (all.Length, before));
    }

    [Fact]
    public async Task It_stops_between_copies_that_are_executed_at_once()
    {
        using CancellationTokenSource stop = new();
        int last = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PlanOrder.RunAsync(
            Steps,
            4,
            (_, _) => Task.CompletedTask,
            copy =>
            {
                last = copy.Index;
                if (copy.Index == 4)
                {
                    stop.Cancel();
                }

                return true;
            },
            cancellationToken: stop.Token));

        Assert.Equal(4, last);
    }

    private static OcflActivity Step(int index, OcflActivityKind kind) => new() { Index = index, Kind = kind, Path = $"{index}" };
}
