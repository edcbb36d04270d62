using System.Security.Cryptography;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Validation;

namespace EndToEnd;

/// <summary>Judges an object in the storage root, by reading it as anybody would.</summary>
internal static class StoredObject
{
    // What a caller chose: an algorithm that is not sha512, an id that is no URI.
    private static readonly string[] Advice = ["W004", "W005"];

    /// <summary>Opens an object and demands that it is valid, its content too.</summary>
    /// <returns>Null where the storage root cannot be read from here.</returns>
    public static async Task<OcflObject?> RequireValidAsync(IService service, string objectId)
    {
        if (service.Root is not { } storage)
        {
            return null;
        }

        StorageRoot opened = await StorageRoot.OpenAsync(storage);
        OcflObject found = await opened.OpenObjectAsync(objectId)
            ?? throw new InvalidOperationException($"There is no object '{objectId}'.");
        ValidationReport report = await new Validator(storage).ValidateObjectAsync(found.Root);
        Assert.True(report.Findings.All(finding => Advice.Contains(finding.Code)), string.Join(Environment.NewLine, report.Findings));
        return found;
    }

    /// <summary>Demands that an object's newest version is exactly what a folder holds, digest by digest.</summary>
    public static Task RequireContentAsync(IService service, string objectId, int versions, string folder) => RequireContentAsync(
        service,
        objectId,
        versions,
        Directory
            .EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            .ToDictionary(file => Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'), File.ReadAllBytes));

    /// <summary>Demands that an object's newest version is exactly these files, digest by digest.</summary>
    public static async Task RequireContentAsync(IService service, string objectId, int versions, IReadOnlyDictionary<string, byte[]> files)
    {
        if (await RequireValidAsync(service, objectId) is not { } found)
        {
            return;
        }

        Assert.Equal(versions, found.Inventory.Versions.Count);
        IEnumerable<KeyValuePair<string, string>> expected = files.Select(
            file => KeyValuePair.Create(file.Key, Digest(found.Inventory, file.Value)));
        Assert.Equal(Sorted(expected), Sorted(found.Inventory.HeadVersion.State.Paths));
    }

    /// <summary>
    /// Files of a storage root that belong to no object, and findings about objects whose files are more than their inventories say.
    /// </summary>
    public static async Task<IReadOnlyList<string>> FindStraysAsync(IStorage storage)
    {
        StorageRoot root = await StorageRoot.OpenAsync(storage);
        List<string> objects = await root.ListObjectsAsync().Select(entry => entry.Root + "/").ToListAsync();
        List<string> strays = [];
        await foreach (StorageEntry entry in storage.ListAsync("", recursive: true))
        {
            bool isOfTheRoot = !entry.Path.Contains('/', StringComparison.Ordinal)
                || entry.Path.StartsWith("extensions/", StringComparison.Ordinal);
            if (entry.File is not null
                && !isOfTheRoot
                && !objects.Exists(folder => entry.Path.StartsWith(folder, StringComparison.Ordinal)))
            {
                strays.Add(entry.Path);
            }
        }

        foreach (string folder in objects)
        {
            ValidationReport report = await new Validator(storage).ValidateObjectAsync(folder.TrimEnd('/'));
            strays.AddRange(report.Findings.Where(finding => !Advice.Contains(finding.Code)).Select(finding => $"{folder}: {finding}"));
        }

        return strays;
    }

    private static string Digest(Inventory inventory, byte[] content) =>
        Convert.ToHexStringLower(inventory.DigestAlgorithm == "sha256" ? SHA256.HashData(content) : SHA512.HashData(content));

    private static SortedDictionary<string, string> Sorted(IEnumerable<KeyValuePair<string, string>> paths) =>
        new(paths.ToDictionary(), StringComparer.Ordinal);
}
