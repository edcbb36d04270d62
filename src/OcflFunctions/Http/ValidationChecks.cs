using OcflFunctions.Contracts;
using OcflFunctions.Work;

namespace OcflFunctions.Http;

/// <summary>Refuses at once what can cheaply be seen to fail.</summary>
public sealed class ValidationChecks(ObjectStore objects)
{
    /// <summary>Looks for the object. Where no layout says where it is, the validation itself searches for it.</summary>
    /// <exception cref="ProblemException">There is none.</exception>
    public async Task CheckAsync(ValidationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.ObjectId is { } objectId
            && (await objects.GetRootAsync(cancellationToken)).Layout is not null
            && await objects.FindObjectRootAsync(objectId, cancellationToken) is null)
        {
            string message = new ObjectNotFoundException(objectId, await objects.DescribeMissingAsync(objectId, cancellationToken)).Message;
            throw new ProblemException(ProblemKind.ObjectNotFound, [ProblemKind.ObjectNotFound.At("objectId", message)]);
        }
    }
}
