using Microsoft.DurableTask.Client;
using OcflFunctions.Validations;

namespace OcflFunctions.Audits;

/// <summary>Closes findings of objects that an ordinary validation found valid.</summary>
internal sealed class ValidObjects(FindingReports reports) : IValidationFollower
{
    public Task FoundValidAsync(
        ValidationIdentity validation,
        IReadOnlyDictionary<string, DateTimeOffset> objects,
        DurableTaskClient client,
        CancellationToken cancellationToken) => reports.CloseValidAsync(objects, validation.Id, client, cancellationToken);
}
