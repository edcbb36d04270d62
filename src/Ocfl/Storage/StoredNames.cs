using System.Text;

namespace Ocfl.Storage;

/// <summary>Names as a storage has them, which may not be those that it was given: some file systems do not tell A from a.</summary>
internal static class StoredNames
{
    /// <summary>
    /// Looks whether what the storage finds at a path has another name there, such as one in other case, in another normal form of
    /// Unicode, or without a dot at its end.
    /// </summary>
    /// <param name="storage">The storage.</param>
    /// <param name="directory">The directory in which the path begins, which has its own name.</param>
    /// <param name="path">The path from there.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The path as the storage has it; null if it is the same, or where there is nothing.</returns>
    public static async Task<string?> FindOtherAsync(IStorage storage, string directory, string path, CancellationToken cancellationToken)
    {
        if (await storage.GetFileAsync(StoragePath.Combine(directory, path), cancellationToken).ConfigureAwait(false) is null)
        {
            return null;
        }

        string found = "";
        foreach (string name in path.Split('/'))
        {
            string? other = null;
            bool isThere = false;
            await foreach (StorageEntry entry in storage.ListAsync(
                StoragePath.Combine(directory, found), recursive: false, cancellationToken).ConfigureAwait(false))
            {
                isThere |= entry.Name == name;
                other = AreLike(entry.Name, name) && (other is null || KeyOf(other) != KeyOf(name)) ? entry.Name : other;
            }

            if (!isThere)
            {
                return other is null ? null : StoragePath.Combine(found, other) + path[StoragePath.Combine(found, name).Length..];
            }

            found = StoragePath.Combine(found, name);
        }

        return null;
    }

    /// <summary>What names share that differ by case, or by dots and spaces at their ends.</summary>
    public static string KeyOf(string name) => name.TrimEnd('.', ' ').ToUpperInvariant();

    /// <summary>
    /// What names share of which one is not of ASCII alone, and some file system may not tell them apart: beyond ASCII, a character may
    /// be in one piece or in several, or be folded to letters of ASCII. Names that share it need not be the same anywhere.
    /// </summary>
    public static string BareKeyOf(string name) =>
        string.Concat(name.TrimEnd('.', ' ').Where(character => character < '\x80' && !char.IsAsciiLetter(character)));

    /// <summary>Whether some file system may not tell two names apart.</summary>
    public static bool AreLike(string name, string other) =>
        KeyOf(name) == KeyOf(other) || (BareKeyOf(name) == BareKeyOf(other) && !(Ascii.IsValid(name) && Ascii.IsValid(other)));
}
