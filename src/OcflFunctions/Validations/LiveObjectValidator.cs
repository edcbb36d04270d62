using System.Security.Cryptography;
using System.Text;
using Microsoft.DurableTask.Client;
using Ocfl;
using Ocfl.Inventories;
using Ocfl.Storage;
using Ocfl.Validation;
using OcflFunctions.Durable;
using OcflFunctions.Storage;
using OcflFunctions.Updates;

namespace OcflFunctions.Validations;

/// <summary>
/// Validates objects that may be updated meanwhile. What is found while an update commits, or while it has content in the object that is
/// not committed, is not what is wrong with the object; so nothing is said about an object before it is at rest. One without a finding
/// needs no second look.
/// </summary>
/// <param name="objects">The storage root.</param>
/// <param name="claims">Who updates what.</param>
/// <param name="client">Knows which updates still run.</param>
/// <param name="options">How deep to look.</param>
internal sealed class LiveObjectValidator(ObjectStore objects, ClaimStore claims, DurableTaskClient client, ValidatorOptions options)
{
    private const int Tries = 3;

    private static readonly string[] FirstFiles =
        [SpecificationVersion.V11.ObjectDeclaration, SpecificationVersion.V10.ObjectDeclaration, StoragePath.Combine(
            "v1", Inventory.FileName)];

    private readonly PagedRootValidator _validator = new(objects.Storage, options);

    /// <summary>Validates an object.</summary>
    /// <param name="objectRoot">The object's root.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What was found; null when the object is there no more.</returns>
    /// <exception cref="ObjectBusyException">It has findings, and is being updated.</exception>
    public async Task<ObjectInRoot?> ValidateAsync(string objectRoot, CancellationToken cancellationToken)
    {
        UInt128 before = await LookAsync(objectRoot, cancellationToken);
        for (int tries = 0; tries < Tries; tries++)
        {
            ObjectInRoot found = await _validator.ValidateObjectAsync(objectRoot, cancellationToken);
            if (found.Report.Findings.Count + found.RootFindings.Count == 0)
            {
                return found;
            }

            // Asked before the second look: an update that has come to its end by now has done so before it.
            if (await FindUpdateAsync(found.Report, cancellationToken) is { } update)
            {
                throw new ObjectBusyException(objectRoot, $"the update {update} of it is under way");
            }

            UInt128 after = await LookAsync(objectRoot, cancellationToken);
            if (after == before)
            {
                return after == default ? null : found;
            }

            before = after;
        }

        throw new ObjectBusyException(objectRoot, "it is changed all the time");
    }

    /// <summary>What is directly in an object's root, with the states of its files: every commit changes it. Zero for nothing.</summary>
    private async Task<UInt128> LookAsync(string objectRoot, CancellationToken cancellationToken)
    {
        // No storage promises an order, so that the entries are combined by what knows none.
        UInt128 sum = default;
        await foreach (StorageEntry entry in objects.Storage.ListPastFailuresAsync(objectRoot, recursive: false, cancellationToken))
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

    // An object that is being made in place has no inventory yet that would name it.
    private async Task<IEnumerable<string>> FindOwnersAsync(string objectRoot, CancellationToken cancellationToken)
    {
        List<string> owners = [];
        foreach (string file in FirstFiles)
        {
            if ((await objects.Storage.GetFileAsync(StoragePath.Combine(objectRoot, file), cancellationToken))?.Owner is { } owner)
            {
                owners.Add(owner);
            }
        }

        return owners;
    }
}

/// <summary>An object is being updated, so that what is found in it may be what its update has not brought to its end. It heals.</summary>
/// <param name="objectRoot">The object's root.</param>
/// <param name="reason">What goes on, as the end of a sentence.</param>
public sealed class ObjectBusyException(
    string objectRoot, string reason) : OcflException($"The object at '{objectRoot}' cannot be validated now: {reason}.");
