using Microsoft.Extensions.Options;
using Ocfl.Storage;
using Ocfl.Validation;
using OcflFunctions.Contracts;
using OcflFunctions.Hosting;
using OcflFunctions.Validations;
using Finding = Ocfl.Findings.Finding;
using FindingSeverity = Ocfl.Findings.FindingSeverity;

namespace OcflFunctions.Imports;

/// <summary>Reports what became of objects, and validates them.</summary>
public sealed class ImportReport(ImportStore store, ImportTelemetry telemetry, IOptions<OcflOptions> options)
{
    private const int MostFindings = 10_000;

    /// <summary>Reports what became of an object.</summary>
    /// <returns>What the first run reported, without what is long.</returns>
    internal async Task<ImportedObject> EndAsync(
        ImportIdentity import, long number, ImportRecord record, CancellationToken cancellationToken)
    {
        (ImportRecord first, bool isFirst) = await store.RecordAsync(import, number, record, cancellationToken);
        if (isFirst)
        {
            telemetry.Ended(first.Object);
        }

        return ImportedObjects.Clip(first.Object);
    }

    /// <summary>Validates an object by all rules that need only the object.</summary>
    /// <param name="copy">Where it is.</param>
    /// <param name="isContentVerified">Whether its content was compared with the digests of its inventory when it was written.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="StorageException">Something could not be read, so that it is not known whether it is valid.</exception>
    internal async Task<ValidationReport> ValidateAsync(
        (IStorage Storage, string ObjectRoot) copy, bool isContentVerified, CancellationToken cancellationToken)
    {
        Validator validator = new(copy.Storage, new ValidatorOptions
        {
            IsContentVerified = isContentVerified,
            Parallelism = options.Value.Updates.FilesAtOnce,
            MaxFindings = MostFindings,
            InventoryLimits = options.Value.Storage.ToInventoryLimits(),
        });
        ValidationReport report = await validator.ValidateObjectAsync(copy.ObjectRoot, cancellationToken);
        return report.Findings.FirstOrDefault(finding => finding.IsUnreadable) is { } unreadable
            ? throw new StorageException(unreadable.Message)
            : report;
    }

    /// <summary>Validates an object whose inventory cannot be used, and reports it with what is wrong.</summary>
    internal async Task<ImportedObject> RefuseAsync(
        ImportIdentity import,
        long number,
        ImportedObject invalid,
        (IStorage Storage, string ObjectRoot) source,
        CancellationToken cancellationToken) => await EndAsync(
            import,
            number,
            await DescribeAsync(
                import,
                number,
                invalid,
                await ValidateAsync(source, isContentVerified: true, cancellationToken),
                cancellationToken),
            cancellationToken);

    /// <summary>Writes what is wrong with an object to its file of findings.</summary>
    internal async Task<ImportRecord> DescribeAsync(
        ImportIdentity import, long number, ImportedObject invalid, ValidationReport report, CancellationToken cancellationToken)
    {
        await using FindingsWriter findings = store.CreateFindings(import, number);
        foreach (Finding finding in report.Findings)
        {
            await findings.AddAsync(
                finding, invalid.SourcePath ?? "", invalid.ObjectId ?? report.ObjectId, cancellationToken);
        }

        await findings.CompleteAsync();
        Finding[] errors = [.. report.Findings.Where(finding => finding.Severity == FindingSeverity.Error)];
        return new ImportRecord(
            invalid with
            {
                Outcome = ImportedObjectOutcome.Invalid,
                ObjectId = invalid.ObjectId ?? report.ObjectId,
                Errors = errors.Length,
                Reason = errors is [var first, ..]
                    ? $"It is not valid: {first.Code}: {first.Message}"
                    : "It is not known whether it is valid: not everything could be checked.",
            },
            findings.Path);
    }
}
