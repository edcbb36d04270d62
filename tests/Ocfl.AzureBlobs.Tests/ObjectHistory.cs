using Ocfl.Digests;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Validation;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>What an object has become.</summary>
internal static class ObjectHistory
{
    /// <summary>
    /// The versions up to the head of the root inventory, each with the digest of its own inventory; empty when there is no object.
    /// </summary>
    public static async Task<Dictionary<string, string>> ReadAsync(IStorage storage, string objectRoot)
    {
        Dictionary<string, string> history = [];
        if (await OcflObject.TryOpenAsync(storage, objectRoot) is not { } found)
        {
            return history;
        }

        for (VersionNumber? version = found.Inventory.Head.WithNumber(1); version <= found.Inventory.Head; version = version.Value.Next())
        {
            string path = $"{objectRoot}/{version}/{Inventory.FileName}";
            ContentDigests digests = await MultiDigest.DigestAsync(
                new MemoryStream(await storage.ReadBytesAsync(path)), [DigestAlgorithm.Sha512]);
            history.Add(version.Value.ToString(), digests[DigestAlgorithm.Sha512]);
        }

        return history;
    }

    public static async Task AssertValidAsync(IStorage storage, string objectRoot)
    {
        ValidationReport report = await new Validator(storage).ValidateObjectAsync(objectRoot);
        Assert.True(report.IsValid, string.Join('\n', report.Findings));
        Assert.NotNull(report.ObjectId);
    }
}
