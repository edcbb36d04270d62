using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Options;
using Ocfl.Findings;
using Ocfl.Inventories;
using Ocfl.Storage;
using Ocfl.Validation;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Storage;
using OcflFunctions.Updates;
using Finding = Ocfl.Findings.Finding;
using FindingSeverity = Ocfl.Findings.FindingSeverity;

namespace OcflFunctions.Validations;

/// <summary>Validates a slice of a page of objects, one after the other.</summary>
public sealed class ValidateObject(
    ObjectStore objects,
    ValidationStore validations,
    ValidationParts parts,
    ClaimStore claims,
    IEnumerable<IValidationFollower> followers,
    IOptions<OcflOptions> options,
    TimeProvider time)
{
    /// <summary>The code of the finding that an object could not be read.</summary>
    private const string UnverifiedCode = "S001";

    private const int MostFindings = 10_000;

    /// <summary>Idempotent: it returns what the first run found.</summary>
    [Function(nameof(ValidateObject))]
    public async Task<ValidatedObjects> RunAsync(
        [ActivityTrigger] ValidateObjectInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        ValidationPart part = await parts.MakeAsync(
            input.Validation,
            ValidationStore.SliceOf(input),
            findings => MakeAsync(input, client, findings, cancellationToken),
            cancellationToken);
        return part.Validated!;
    }

    private async Task<ValidationPart> MakeAsync(
        ValidateObjectInput input, DurableTaskClient client, FindingsWriter findings, CancellationToken cancellationToken)
    {
        await using ContentMeter meter = validations.CreateMeter(input.Validation, ValidationStore.SliceOf(input));
        Slice slice = new(input, Validator(input, client, meter), findings, time);
        IReadOnlyList<string> objectRoots = await validations.GetObjectRootsAsync(
            input.Validation, input.Page, input.Slice, cancellationToken);
        for (int index = 0; index < objectRoots.Count; index++)
        {
            await slice.ValidateAsync(objectRoots[index], input.Slice.First + index, cancellationToken);
        }

        if (input.Content && slice.ValidObjects.Count > 0)
        {
            foreach (IValidationFollower follower in followers)
            {
                await follower.FoundValidAsync(input.Validation, slice.ValidObjects, client, cancellationToken);
            }
        }

        await validations.WriteElsewhereAsync(input.Validation, ValidationStore.SliceOf(input), slice.Elsewhere, cancellationToken);
        return new ValidationPart
        {
            Validated = new ValidatedObjects
            {
                Counts = slice.Counts.Plus(findings.Counts).Plus(meter.Counts),
                Deferred = slice.Deferred,
            },
        };
    }

    private LiveObjectValidator Validator(ValidateObjectInput input, DurableTaskClient client, ContentMeter meter) =>
        new(objects.Storage, claims, client, new ValidatorOptions
        {
            OnContentRead = meter.Add,
            Depth = input.Content ? ValidationDepth.Content : ValidationDepth.Structure,
            Fixity = input.Content,
            Parallelism = options.Value.Updates.FilesAtOnce,
            MaxFindings = MostFindings,
            InventoryLimits = options.Value.Storage.ToInventoryLimits(),
        });

    /// <summary>A run of the activity.</summary>
    private sealed class Slice(
        ValidateObjectInput input, LiveObjectValidator validator, FindingsWriter findings, TimeProvider time)
    {
        public ValidationCounts Counts { get; private set; } = new();

        public List<int> Deferred { get; } = [];

        public List<ObjectElsewhere> Elsewhere { get; } = [];

        /// <summary>The roots of the objects that are valid, each with the time when its validation began.</summary>
        public Dictionary<string, DateTimeOffset> ValidObjects { get; } = new(StringComparer.Ordinal);

        public async Task ValidateAsync(string objectRoot, int place, CancellationToken cancellationToken)
        {
            ObjectInRoot? found;
            DateTimeOffset startedAt = time.GetUtcNow();
            try
            {
                found = await validator.ValidateAsync(objectRoot, cancellationToken);
                if (input.Try != ValidationTry.Last)
                {
                    RequireReadable(found);
                }
            }
            catch (InventoryTooLargeException tooLarge)
            {
                // A later attempt would find the same.
                await TakeAsync(objectRoot, tooLarge, cancellationToken);
                return;
            }
#pragma warning disable CA1031 // The object is tried again alone.
            catch (Exception) when (input.Try == ValidationTry.First && !cancellationToken.IsCancellationRequested)
            {
                Deferred.Add(place);
                return;
            }
#pragma warning restore CA1031
            catch (Exception failure) when (input.Try == ValidationTry.Last && !cancellationToken.IsCancellationRequested)
            {
                await TakeAsync(objectRoot, failure, cancellationToken);
                return;
            }

            // An object that no longer exists is not counted.
            if (found is not null)
            {
                if (found.Report.Verdict == ValidationVerdict.Valid && found.RootFindings.Count == 0)
                {
                    ValidObjects[objectRoot] = startedAt;
                }

                await TakeAsync(found, cancellationToken);
            }
        }

        // A later attempt may be able to read what this one could not.
        private static void RequireReadable(ObjectInRoot? found)
        {
            if (found?.Report.Findings.Concat(found.RootFindings).FirstOrDefault(finding => finding.IsUnreadable) is { } unreadable)
            {
                throw new StorageException(unreadable.Message);
            }
        }

        private async Task TakeAsync(ObjectInRoot found, CancellationToken cancellationToken)
        {
            ValidationReport report = found.Report;
            Counts = Counts.Plus(new ValidationCounts
            {
                Objects = 1,
                Valid = report.Verdict == ValidationVerdict.Valid ? 1 : 0,
                Invalid = report.Verdict == ValidationVerdict.Invalid ? 1 : 0,
                Unverified = report.Verdict == ValidationVerdict.Incomplete ? 1 : 0,
                Placed = found.Place == ObjectPlace.Right ? 1 : 0,
                Misplaced = found.Place == ObjectPlace.Wrong ? 1 : 0,
            });
            if (found.Place != ObjectPlace.Right && report.ObjectId is { } objectId)
            {
                Elsewhere.Add(new ObjectElsewhere(objectId, report.Path));
            }

            foreach (Finding finding in report.Findings)
            {
                await findings.AddAsync(finding, report.Path, report.ObjectId, cancellationToken);
            }

            foreach (Finding finding in found.RootFindings)
            {
                await findings.AddAsync(finding, objectRoot: "", objectId: null, cancellationToken);
            }
        }

        private async Task TakeAsync(string objectRoot, Exception failure, CancellationToken cancellationToken)
        {
            Counts = Counts.Plus(new ValidationCounts { Objects = 1, Unverified = 1 });

            // A long update is not a fault; a failing storage is.
            FindingSeverity severity = failure is ObjectBusyException ? FindingSeverity.Warning : FindingSeverity.Error;
            Finding finding = new(
                UnverifiedCode, severity, $"The object could not be validated: {failure.Message}", new FindingLocation(""));
            await findings.AddAsync(finding, objectRoot, objectId: null, cancellationToken);
        }
    }
}

/// <summary>The input of the activity <c>ValidateObject</c>.</summary>
/// <param name="Validation">The validation.</param>
/// <param name="Page">The page of the objects.</param>
/// <param name="Slice">The slice of its objects.</param>
/// <param name="Content">Whether content is read and compared with its digests.</param>
/// <param name="Try">What to do with an object that cannot be read now.</param>
public sealed record ValidateObjectInput(
    ValidationIdentity Validation,
    int Page,
    SliceRange Slice,
    bool Content,
    ValidationTry Try = ValidationTry.First);

/// <summary>
/// What the activities <c>ValidateObject</c> and <c>ValidateStorageRoot</c> found: the findings themselves are in the work area.
/// </summary>
public sealed record ValidatedObjects
{
    /// <summary>What was found.</summary>
    public ValidationCounts Counts { get; init; } = new();

    /// <summary>The objects that could not be read now, by their numbers in the page; they are in no count.</summary>
    public IReadOnlyList<int> Deferred { get; init; } = [];
}

/// <summary>What to do with an object, or a part of the storage root, that cannot be read now.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ValidationTry>))]
public enum ValidationTry
{
    /// <summary>It is left for a later attempt, so that it does not delay the others of its slice.</summary>
    First,

    /// <summary>The activity fails, and is retried.</summary>
    Again,

    /// <summary>It is reported as not checked, and the rest is checked.</summary>
    Last,
}
