using System.Globalization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Notify;

namespace OcflFunctions.Validations;

/// <summary>Notifies receivers that a validation has finished with findings.</summary>
public sealed class NoteFindings(Notifier notifier)
{
    /// <summary>Idempotent: a second run starts nothing new.</summary>
    [Function(nameof(NoteFindings))]
    public Task RunAsync(
        [ActivityTrigger] NoteFindingsInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        string occasion = string.Create(CultureInfo.InvariantCulture, $"{input.Validation.Id} {input.Validation.StartedAt.UtcTicks}");
        NotificationData data = new()
        {
            Id = input.Validation.Id,
            ObjectId = input.Result.ObjectId,
            Status = input.Result.Outcome.ToString(),
            Errors = input.Result.Errors,
            Unchecked = input.Result.Unchecked + input.Result.Unverified,
        };
        return notifier.NotifyAsync(client, NotificationKind.ValidationFindings, occasion, data, cancellationToken);
    }
}

/// <summary>The input of the activity <c>NoteFindings</c>.</summary>
/// <param name="Validation">The validation.</param>
/// <param name="Result">What it found.</param>
public sealed record NoteFindingsInput(ValidationIdentity Validation, ValidationResult Result);
