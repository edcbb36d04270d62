using Ocfl.Cli.Service;
using Ocfl.Validation;
using OcflFunctions.Client;
using OcflFunctions.Contracts;
using Finding = Ocfl.Findings.Finding;
using FindingLocation = Ocfl.Findings.FindingLocation;
using FindingSeverity = Ocfl.Findings.FindingSeverity;

namespace Ocfl.Cli.Commands;

/// <summary>
/// Validates what a service has: a validation there, which is waited for, and its findings as the validation of a folder shows them. The
/// report of a service has what was found; so an object that is valid and has no finding has no line, unless it was validated alone.
/// </summary>
internal sealed class ServiceValidation(Terminal terminal, string address, ValidationOutput output)
{
    private readonly ServiceConnection _service = ServiceConnection.Open(address);

    /// <summary>Validates objects, or all of the storage root.</summary>
    /// <param name="ids">The objects; empty for the storage root with all of them.</param>
    /// <param name="readsContent">Whether content is read.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task RunAsync(IReadOnlyList<string> ids, bool readsContent, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            await ValidateAsync(null, readsContent, cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach (string id in ids)
        {
            ObjectLookup.RequireId(id);
            try
            {
                await ValidateAsync(id, readsContent, cancellationToken).ConfigureAwait(false);
            }
            catch (OcflFunctionsException refused) when (refused.Kind == "object-not-found")
            {
                output.Fail($"--id '{id}': there is no such object in {address}");
            }
        }
    }

    private async Task ValidateAsync(string? id, bool readsContent, CancellationToken cancellationToken)
    {
        StartedValidation started = await _service.Client.StartValidationAsync(
            new OcflFunctions.Contracts.ValidationRequest { ObjectId = id, Content = readsContent },
            idempotencyKey: null,
            cancellationToken).ConfigureAwait(false);
        OcflFunctions.Contracts.Validation ended = await new WorkWaiter(terminal, _service).WaitForValidationAsync(
            started.Id, cancellationToken).ConfigureAwait(false);
        if (ended.Result is not { } result || result.Outcome is ValidationOutcome.Cancelled or ValidationOutcome.Unknown)
        {
            output.Fail($"the validation {ended.Id} was not completed: {ProgressText.Ending(ended)}");
            return;
        }

        List<Finding> ofRoot = [];
        bool hasObject = false;
        await foreach ((string objectRoot, string? objectId, List<Finding> findings) in GroupAsync(
            ended.Id, cancellationToken).ConfigureAwait(false))
        {
            if (objectRoot.Length == 0)
            {
                ofRoot.AddRange(findings);
                continue;
            }

            hasObject = true;
            output.Report(objectRoot, new ValidationReport(ValidationTarget.OcflObject, objectRoot, findings) { ObjectId = objectId });
        }

        if (id is not null)
        {
            if (!hasObject)
            {
                // Only here: a damaged object cannot be opened, and its findings have its place.
                string root = (await _service.Client.GetObjectAsync(id, cancellationToken).ConfigureAwait(false)).ObjectRoot;
                output.Report(root, new ValidationReport(ValidationTarget.OcflObject, root, []) { ObjectId = id });
            }

            if (ofRoot.Count > 0)
            {
                output.Report(address, new ValidationReport(ValidationTarget.StorageRoot, "", ofRoot) { IsPartial = true });
            }

            return;
        }

        ValidationReport rootReport = new(ValidationTarget.StorageRoot, "", ofRoot)
        {
            HasErrors = result.RootErrors > 0,
            IsComplete = result.RootUnchecked == 0,
            Summary = new RootSummary
            {
                Valid = result.Valid,
                Invalid = result.Invalid,
                Incomplete = result.Unverified,
                UnreadablePaths = result.RootUnchecked,
                IsComplete = result.Unverified + result.Unchecked == 0,
                Verdict = result.Errors > 0 ? ValidationVerdict.Invalid
                    : result.Outcome == ValidationOutcome.Valid ? ValidationVerdict.Valid
                    : ValidationVerdict.Incomplete,
            },
        };
        output.Report(address, rootReport);
        output.SetObjects(result.Valid, result.Invalid, result.Unverified);
    }

    // The findings of an object follow each other.
    private async IAsyncEnumerable<(string ObjectRoot, string? ObjectId, List<Finding> Findings)> GroupAsync(
        string id, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int pageSize = 1000;
        (string Root, string? Id) current = ("", null);
        List<Finding> findings = [];
        await foreach (OcflFunctions.Contracts.Finding finding in _service.Patient.ListFindingsAsync(
            id, pageSize, cancellationToken).ConfigureAwait(false))
        {
            if (finding.ObjectRoot != current.Root && findings.Count > 0)
            {
                yield return (current.Root, current.Id, findings);
                findings = [];
            }

            current = (finding.ObjectRoot, finding.ObjectId);
            findings.Add(Convert(finding));
        }

        if (findings.Count > 0)
        {
            yield return (current.Root, current.Id, findings);
        }
    }

    private static Finding Convert(OcflFunctions.Contracts.Finding finding) => new(
        finding.Code,
        finding.Severity switch
        {
            OcflFunctions.Contracts.FindingSeverity.Info => FindingSeverity.Info,
            OcflFunctions.Contracts.FindingSeverity.Warning => FindingSeverity.Warning,
            OcflFunctions.Contracts.FindingSeverity.Error => FindingSeverity.Error,
            _ => FindingSeverity.Unchecked,
        },
        finding.Message,
        new FindingLocation(finding.Path, finding.JsonPointer, finding.Version));
}
