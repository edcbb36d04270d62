using Microsoft.DurableTask.Client;

namespace OcflFunctions.Validations;

/// <summary>Is notified of objects that a validation found valid, with all their content.</summary>
public interface IValidationFollower
{
    /// <summary>Some objects are valid. May be called twice for the same.</summary>
    /// <param name="validation">The validation.</param>
    /// <param name="objects">The objects' roots, each with the time when its validation began.</param>
    /// <param name="client">The engine.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task FoundValidAsync(
        ValidationIdentity validation,
        IReadOnlyDictionary<string, DateTimeOffset> objects,
        DurableTaskClient client,
        CancellationToken cancellationToken);
}
