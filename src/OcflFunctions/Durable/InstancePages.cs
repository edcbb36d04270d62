using Microsoft.DurableTask.Client;

namespace OcflFunctions.Durable;

/// <summary>Makes pages of lists. What one request reads is bounded, so a page can be short and still have a next one.</summary>
public sealed class InstancePages(IInstanceListing listing)
{
    /// <summary>A request that has examined so many instances returns what it has found.</summary>
    internal const int MostExamined = 10_000;

    /// <summary>A page.</summary>
    /// <param name="client">The engine.</param>
    /// <param name="selection">Which instances, as far as the engine can select them.</param>
    /// <param name="top">How many at most.</param>
    /// <param name="describe">Describes an instance; null if it is not in the list.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The descriptions, and where the next page starts; null if there is none.</returns>
    internal async Task<(IReadOnlyList<T> Page, InstancePosition? Next)> ReadAsync<T>(
        DurableTaskClient client,
        InstanceSelection selection,
        int top,
        Func<OrchestrationMetadata, T?> describe,
        CancellationToken cancellationToken)
        where T : class
    {
        List<T> page = [];
        InstancePosition? last = null;
        InstancePosition after = new(selection.AfterCreatedAt ?? DateTimeOffset.MaxValue, selection.AfterId);
        int examined = 0;
        await foreach (InstancePortion portion in listing.ReadAsync(client, selection, cancellationToken))
        {
            foreach (OrchestrationMetadata instance in portion.Instances)
            {
                InstancePosition position = new(instance.CreatedAt, instance.InstanceId);
                if (position.CompareTo(after) <= 0 || IsOutside(instance, selection) || describe(instance) is not { } view)
                {
                    continue;
                }

                if (page.Count == top)
                {
                    return (page, last);
                }

                page.Add(view);
                last = position;
            }

            examined += portion.Examined;
            if (examined >= MostExamined)
            {
                return (page, new InstancePosition(portion.ReadTo, portion.ReadToId));
            }
        }

        return (page, null);
    }

    private static bool IsOutside(OrchestrationMetadata instance, InstanceSelection selection) =>
        instance.CreatedAt < selection.From
        || instance.CreatedAt >= selection.To
        || (selection.Statuses.Count > 0 && !selection.Statuses.Contains(instance.RuntimeStatus));
}
