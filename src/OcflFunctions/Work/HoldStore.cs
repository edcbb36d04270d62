using System.Globalization;
using Ocfl.Storage;

namespace OcflFunctions.Work;

/// <summary>Which holds of updates are noted: an empty file for each.</summary>
public sealed class HoldStore(WorkArea work)
{
    /// <summary>Notes a hold, which is done once however many try.</summary>
    /// <param name="updateId">The update.</param>
    /// <param name="created">The update's time, which is another one when an operator has the engine run it again from its beginning.</param>
    /// <param name="number">The hold's number within the update.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>False when it was noted before.</returns>
    /// <exception cref="StorageException">The work area cannot be written.</exception>
    public Task<bool> TryNoteAsync(string updateId, DateTimeOffset created, int number, CancellationToken cancellationToken) => work.TryCreateAsync(
        StoragePath.Combine(WorkArea.UpdateFolder(updateId), string.Create(CultureInfo.InvariantCulture, $"held-{created.UtcTicks}-{number}")), [], cancellationToken);
}
