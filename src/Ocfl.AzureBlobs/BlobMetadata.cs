using System.Diagnostics.CodeAnalysis;

namespace Ocfl.AzureBlobs;

/// <summary>What this library keeps in a blob's metadata, and the folder markers of other tools.</summary>
internal static class BlobMetadata
{
    // No separators in the names: some proxies drop headers that have an underscore.
    private const string OwnerKey = "ocflowner";
    private const string WriteKey = "ocflwrite";
    private const string FolderKey = "hdi_isfolder";

    /// <summary>The metadata of a blob that is written.</summary>
    /// <param name="kept">Existing metadata to keep; null for none.</param>
    /// <param name="owner">The update that owns it; null for none.</param>
    /// <param name="writeId">The id of the request that writes it.</param>
    public static Dictionary<string, string> Create(IDictionary<string, string>? kept, string? owner, string writeId)
    {
        Dictionary<string, string> metadata = kept is null
            ? new(StringComparer.OrdinalIgnoreCase)
            : new(kept, StringComparer.OrdinalIgnoreCase);
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

    /// <summary>The update that owns the blob; null for none.</summary>
    public static string? GetOwner(IDictionary<string, string>? metadata) =>
        TryGet(metadata, OwnerKey, out string? owner) ? Uri.UnescapeDataString(owner) : null;

    /// <summary>The id of the request that wrote the blob as it is; null if another tool did.</summary>
    public static string? GetWriteId(IDictionary<string, string>? metadata) => TryGet(metadata, WriteKey, out string? id) ? id : null;

    /// <summary>
    /// Whether the blob, if it is empty, marks a folder, as in accounts with a hierarchical namespace and with Hadoop's tools.
    /// </summary>
    public static bool IsFolder(IDictionary<string, string>? metadata) =>
        TryGet(metadata, FolderKey, out string? value) && value.Equals("true", StringComparison.OrdinalIgnoreCase);

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

        // Metadata are headers, and some services and proxies change the case of a header.
        value = metadata.FirstOrDefault(pair => pair.Key.Equals(key, StringComparison.OrdinalIgnoreCase)).Value;
        return value is not null;
    }
}
