using System.Security.Cryptography;
using System.Text;
using Microsoft.DurableTask.Client;
using Ocfl;
using Ocfl.Inventories;
using Ocfl.Storage;
using Ocfl.Validation;
using OcflFunctions.Durable;
using OcflFunctions.Updates;

namespace OcflFunctions.Validations;

/// <summary>
/// Validates objects that may be updated meanwhile. Findings made while an update commits, or has uncommitted content in the object, are
/// not faults of the object. So findings count only if the object has not changed and is not being updated. An object without findings
/// is not checked again.
/// </summary>
/// <param name="storage">The storage root.</param>
/// <param name="claims">The queues of updates.</param>
/// <param name="client">The engine.</param>
/// <param name="options">What to check.</param>
internal sealed class LiveObjectValidator(IStorage storage, ClaimStore claims, DurableTaskClient client, ValidatorOptions options)
{
    private const int Tries = 3;

    private static readonly string[] FirstFiles =
        [SpecificationVersion.V11.ObjectDeclaration, SpecificationVersion.V10.ObjectDeclaration, StoragePath.Combine(
            "v1", Inventory.FileName)];

    private readonly PagedRootValidator _validator = new(storage, options);

    /// <summary>Validates an object.</summary>
    /// <param name="objectRoot">The object's root.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was found; null if the object no longer exists.</returns>
    /// <exception cref="ObjectBusyException">It has findings, and is being updated.</exception>
    public async Task<ObjectInRoot?> ValidateAsync(string objectRoot, CancellationToken cancellationToken)
    {
        UInt128 before = await ReadStateAsync(objectRoot, cancellationToken);
        for (int tries = 0; tries < Tries; tries++)
        {
            ObjectInRoot found = await _validator.ValidateObjectAsync(objectRoot, cancellationToken);
            if (found.Report.Findings.Count + found.RootFindings.Count == 0)
            {
                return found;
            }

            // Checked before the second reading: an update that has finished by now did so before it.
            if (await FindUpdateAsync(found.Report, cancellationToken) is { } update)
            {
                throw new ObjectBusyException(objectRoot, $"the update {update} of it is running");
            }

            UInt128 after = await ReadStateAsync(objectRoot, cancellationToken);
            if (after == before)
            {
                return after == default ? null : found;
            }

            before = after;
        }

        throw new ObjectBusyException(objectRoot, "it keeps changing");
    }

    /// <summary>A hash of an object's root directory and the states of its files: every commit changes it. Zero if it is empty.</summary>
    private async Task<UInt128> ReadStateAsync(string objectRoot, CancellationToken cancellationToken)
    {
        // No storage guarantees an order, so the hashes of the entries are combined without one.
        UInt128 sum = default;
        await foreach (StorageEntry entry in storage.ListPastFailuresAsync(objectRoot, recursive: false, cancellationToken))
        {
            byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{entry.Path}\n{entry.File?.ETag}"));
            sum ^= BitConverter.ToUInt128(hash);
        }

        return sum;
    }

    private async Task<string?> FindUpdateAsync(ValidationReport report, CancellationToken cancellationToken)
    {
        IEnumerable<string> updates = report.ObjectId is { Length: > 0 } id
            ? await claims.GetAsync(id, cancellationToken)
            : await FindOwnersAsync(report.Path, cancellationToken);
        foreach (string update in updates)
        {
            if (await client.IsRunningAsync(update, cancellationToken))
            {
                return update;
            }
        }

        return null;
    }

    // An object that is being created in place has no inventory yet that would name it.
    private async Task<IEnumerable<string>> FindOwnersAsync(string objectRoot, CancellationToken cancellationToken)
    {
        List<string> owners = [];
        foreach (string file in FirstFiles)
        {
            if ((await storage.GetFileAsync(StoragePath.Combine(objectRoot, file), cancellationToken))?.Owner is { } owner)
            {
                owners.Add(owner);
            }
        }

        return owners;
    }
}

/// <summary>An object is being updated, so that findings may be about an unfinished update. Transient.</summary>
/// <param name="objectRoot">The object's root.</param>
/// <param name="reason">Why, as the end of a sentence.</param>
public sealed class ObjectBusyException(
    string objectRoot, string reason) : OcflException($"The object at '{objectRoot}' cannot be validated now: {reason}.");
