using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Http;
using OcflFunctions.Storage;

namespace OcflFunctions.Validations;

/// <summary>Starts validations, each once.</summary>
public sealed class ValidationStarter(IOptions<OcflOptions> options, TimeProvider time) : OrchestrationStarter<ValidationRequest>(time)
{
    /// <inheritdoc/>
    protected override string Noun => "validation";

    /// <inheritdoc/>
    protected override ValidationRequest? RequestOf(OrchestrationMetadata instance) => ValidationInstances.RequestOf(instance);

    /// <inheritdoc/>
    protected override Task<string> ScheduleAsync(
        DurableTaskClient client, ValidationRequest request, StartOrchestrationOptions start, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ValidationInput input = new(
            request,
            options.Value.Validations.ToSettings(
                options.Value.Updates, options.Value.Notify.Reports(NotificationKind.ValidationFindings)));
        return client.ScheduleNewOrchestrationInstanceAsync(nameof(ValidateObjects), input, start, cancellationToken);
    }
}

/// <summary>Reads the body of <c>POST /api/validations</c>: its form, without access to any storage.</summary>
internal static class ValidationRequestReader
{
    private static readonly string ObjectId = RequestFields.NameOf(nameof(ValidationRequest.ObjectId));

    /// <summary>Reads a request.</summary>
    /// <exception cref="ProblemException">Something is wrong with it; the problem lists all of it.</exception>
    public static ValidationRequest Read(JsonElement body)
    {
        RequestFields fields = new([]);
        Dictionary<string, JsonElement> members = fields.Members(body, "", ContractsJson.Default.ValidationRequest) ?? [];
        string? objectId = members.ContainsKey(ObjectId) ? fields.Required(members, "", ObjectId, RequestFields.MostIdBytes) : null;
        bool content = fields.Flag(members, "", RequestFields.NameOf(nameof(ValidationRequest.Content))) ?? true;
        fields.ThrowIfWrong();
        return new ValidationRequest { ObjectId = objectId, Content = content };
    }
}

/// <summary>Refuses at once what would fail, as far as a cheap check can find.</summary>
public sealed class ValidationChecks(ObjectStore objects)
{
    /// <summary>Checks that the object exists. Without a known layout, the validation itself searches for it.</summary>
    /// <exception cref="ProblemException">It does not exist.</exception>
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
