using Grpc.Core;
using Microsoft.Extensions.Logging;
using Ocfl;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;

namespace OcflFunctions.Maintenance;

/// <summary>Collects what an activity of maintenance did. An item that fails does not keep the others from being removed.</summary>
/// <param name="logger">For items that fail.</param>
internal sealed class PageBuilder(ILogger logger)
{
    private readonly Dictionary<RemovedKind, (long Count, long Bytes)> _removed = [];
    private readonly Lock _gate = new();
    private UpdateError? _error;
    private int _failed;
    private long _files;

    /// <summary>How many files were deleted.</summary>
    public long Files
    {
        get
        {
            lock (_gate)
            {
                return _files;
            }
        }
    }

    /// <summary>Something was removed, or would be.</summary>
    public void Add(RemovedKind kind, long count, long bytes, int files = 0)
    {
        lock (_gate)
        {
            (long before, long bytesBefore) = _removed.GetValueOrDefault(kind);
            _removed[kind] = (before + count, bytesBefore + bytes);
            _files += files;
        }
    }

    /// <summary>Removes an item.</summary>
    /// <param name="item">What it is, for the log.</param>
    /// <param name="removeAsync">Removes it.</param>
    public async Task TryAsync(string item, Func<Task> removeAsync)
    {
        try
        {
            await removeAsync();
        }
        catch (Exception failure) when (failure is OcflException or RpcException or InvalidOperationException or ArgumentException)
        {
            Fail(item, failure);
        }
    }

    /// <summary>An item cannot be removed.</summary>
    /// <param name="item">What it is, for the log.</param>
    /// <param name="failure">Why.</param>
    public void Fail(string item, Exception failure)
    {
        logger.NotRemoved(item, failure);
        lock (_gate)
        {
            _failed++;
            _error ??= InstanceErrors.Describe(failure);
        }
    }

    /// <summary>The page.</summary>
    /// <param name="next">Where the next one starts; null if the step is done.</param>
    public MaintenancePage Build(string? next) => new(
        [.. _removed.Select(kind => new RemovedItems(kind.Key, kind.Value.Count, kind.Value.Bytes))], next, _failed, _error);
}
