using System.Diagnostics.CodeAnalysis;

namespace Ocfl.AzureBlobs;

/// <summary>What this library keeps in a blob's metadata, and the marks of folders that other tools do.</summary>
internal static class BlobMetadata
{
    // No separators in the names: some proxies drop headers that have an underscore.
    private const string OwnerKey = "ocflowner";
    private const string WriteKey = "ocflwrite";
    private const string FolderKey = "hdi_isfolder";

    /// <summary>The metadata of a new blob.</summary>
    public static Dictionary<string, string> Create(string? owner, string writeId) => Mark(new(StringComparer.OrdinalIgnoreCase), owner, writeId);

    /// <summary>The metadata of a blob that changes its owner: all else stays.</summary>
    public static Dictionary<string, string> ChangeOwner(IDictionary<string, string> metadata, string owner, string writeId) =>
        Mark(new(metadata, StringComparer.OrdinalIgnoreCase), owner, writeId);

    /// <summary>The update that owns the blob; null for none.</summary>
    public static string? GetOwner(IDictionary<string, string>? metadata) =>
        TryGet(metadata, OwnerKey, out string? owner) ? Uri.UnescapeDataString(owner) : null;

    /// <summary>Names the one request that wrote the blob as it is; null when another tool did.</summary>
    public static string? GetWriteId(IDictionary<string, string>? metadata) => TryGet(metadata, WriteKey, out string? id) ? id : null;

    /// <summary>Whether the blob stands for a folder, as accounts with a hierarchical namespace and Hadoop's tools say.</summary>
    public static bool IsFolder(IDictionary<string, string>? metadata) =>
        TryGet(metadata, FolderKey, out string? value) && value.Equals("true", StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, string> Mark(Dictionary<string, string> metadata, string? owner, string writeId)
    {
        metadata[WriteKey] = writeId;
        if (owner is null)
        {
            metadata.Remove(OwnerKey);
        }
        else
        {
            metadata[OwnerKey] = Uri.EscapeDataString(owner);
        }

        return metadata;
    }

    private static bool TryGet(IDictionary<string, string>? metadata, string key, [NotNullWhen(true)] out string? value)
    {
        value = null;
        if (metadata is null)
        {
            return false;
        }

        if (metadata.TryGetValue(key, out value))
        {
            return true;
        }

        // Some services and proxies change the case of what is a header on the wire.
        value = metadata.FirstOrDefault(pair => pair.Key.Equals(key, StringComparison.OrdinalIgnoreCase)).Value;
        return value is not null;
    }
}
