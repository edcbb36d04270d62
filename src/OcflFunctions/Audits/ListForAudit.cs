using Microsoft.Azure.Functions.Worker;
using Ocfl.Validation;
using OcflFunctions.Storage;

namespace OcflFunctions.Audits;

/// <summary>Lists a part of the objects of the storage root for the ledger.</summary>
public sealed class ListForAudit(ObjectStore objects, AuditRunStore runs)
{
    /// <summary>Idempotent: it returns the list of the first run.</summary>
    [Function(nameof(ListForAudit))]
    public async Task<ListedForAudit> RunAsync([ActivityTrigger] ListForAuditInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        ListedPart part = await runs.TryGetPartAsync(input.Run, input.Part, cancellationToken)
            ?? await ListAsync(input, cancellationToken);
        return new ListedForAudit(part.Objects, part.IsWhole, part.Next);
    }

    private async Task<ListedPart> ListAsync(ListForAuditInput input, CancellationToken cancellationToken)
    {
        // A root that is not there, such as a volume that is not mounted, has not lost its objects.
        await objects.GetRootAsync(cancellationToken);
        _ = await objects.Storage.GetFileAsync(
            (await objects.GetRootAsync(cancellationToken)).Specification.RootDeclaration, cancellationToken)
            ?? throw new Ocfl.Storage.StorageException(
                $"{objects.Storage.Location} is not a storage root now: its declaration is not there.");
        bool isWhole = true;
        RootPage page = await new PagedRootValidator(objects.Storage).FindObjectsAsync(
            input.After,
            input.Count,
            (finding, _) =>
            {
                isWhole &= !finding.IsUnreadable;
                return ValueTask.CompletedTask;
            },
            cancellationToken);
        return await runs.PublishPartAsync(
            input.Run,
            input.Part,
            page.ObjectRoots,
            new ListedPart { Objects = page.ObjectRoots.Count, Next = page.Next, IsWhole = isWhole },
            cancellationToken);
    }
}
