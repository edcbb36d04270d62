using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Notify;

namespace OcflFunctions.Imports;

/// <summary>Notifies receivers that an import has finished.</summary>
public sealed class NoteImport(Notifier notifier)
{
    /// <summary>Idempotent: a second run starts nothing new.</summary>
    [Function(nameof(NoteImport))]
    public Task RunAsync(
        [ActivityTrigger] NoteImportInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        string occasion = string.Create(CultureInfo.InvariantCulture, $"{input.Import.Id} {input.Import.StartedAt.UtcTicks}");
        NotificationData data = new()
        {
            Id = input.Import.Id,
            Status = input.Status,
            Imported = input.Counts.Imported,
            NotImported = input.Counts.Objects - input.Counts.Imported - input.Counts.Unchanged,
        };
        return notifier.NotifyAsync(client, NotificationKind.ImportEnded, occasion, data, cancellationToken);
    }
}

/// <summary>The input of the activity <c>NoteImport</c>.</summary>
/// <param name="Import">The import.</param>
/// <param name="Status">Its outcome, or <c>Failed</c>.</param>
/// <param name="Counts">What became of its objects.</param>
public sealed record NoteImportInput(ImportIdentity Import, string Status, ImportCounts Counts);
