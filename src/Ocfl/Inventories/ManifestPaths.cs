using System.Text;
using Ocfl.Findings;

namespace Ocfl.Inventories;

/// <summary>The rules for where the content paths of a manifest lead: into a version's content directory.</summary>
internal static class ManifestPaths
{
    /// <summary>Where content is in a mutable HEAD (extension 0005).</summary>
    private const string MutableHeadDirectory = "extensions/0005-mutable-head/head";

    /// <summary>Checks all content paths of the manifest.</summary>
    public static void Check(InventoryDocument inventory, FindingNotes notes, bool allowsMutableHead)
    {
        if (inventory.Manifest?.Packed is not { } manifest)
        {
            return;
        }

        HashSet<string> versions = inventory.Versions.Select(version => version.Key).ToHashSet(StringComparer.Ordinal);
        int lastDirectory = -1;
        bool isLastInContent = false;
        for (int i = 0, position = 0; i < manifest.Count; i++)
        {
            for (int end = manifest.PathEndOf(i); position < end; position++)
            {
                int number = manifest.PathAt(position);
                int directory = manifest.Texts.Paths.ParentOf(number);
                if (directory != lastDirectory)
                {
                    lastDirectory = directory;
                    isLastInContent = IsInContentDirectory(manifest.Texts.Paths, directory, inventory, versions);
                }

                if (isLastInContent && !manifest.Texts.Paths.NameOf(number).IsEmpty)
                {
                    continue;
                }

                string path = manifest.Texts.Paths[number];
                if (!IsInContentDirectory(path, inventory, versions)
                    && !(allowsMutableHead && path.StartsWith(MutableHeadDirectory + "/", StringComparison.Ordinal)))
                {
                    Explain(path, manifest.DigestAt(i), inventory, versions, notes);
                }
            }
        }
    }

    /// <summary>
    /// Whether a directory is a version's content directory or below one. False for unusual names, for which the text is checked.
    /// </summary>
    private static bool IsInContentDirectory(PathTree paths, int directory, InventoryDocument inventory, HashSet<string> versions)
    {
        if (!inventory.HasUsableContentDirectory || directory == PathTree.None)
        {
            return false;
        }

        int content = directory;
        int version = paths.ParentOf(directory);
        while (version != PathTree.None && paths.ParentOf(version) != PathTree.None)
        {
            (content, version) = (version, paths.ParentOf(version));
        }

        return version != PathTree.None
            && paths.NameOf(content).SequenceEqual(Encoding.UTF8.GetBytes(inventory.EffectiveContentDirectory))
            && versions.Contains(Encoding.UTF8.GetString(paths.NameOf(version)));
    }

    private static bool IsInContentDirectory(string path, InventoryDocument inventory, HashSet<string> versions)
    {
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        string content = inventory.EffectiveContentDirectory;
        return slash > 0
            && path.Length > slash + 2 + content.Length
            && path[slash + 1 + content.Length] == '/'
            && path.AsSpan(slash + 1).StartsWith(content)
            && versions.Contains(path[..slash]);
    }

    /// <summary>
    /// Reports what is wrong with a content path that does not lead into a content directory. Readers still find the file by it.
    /// </summary>
    private static void Explain(
        string path, string digest, InventoryDocument inventory, HashSet<string> versions, FindingNotes notes)
    {
        string shown = FindingNotes.Show(path);
        string pointer = "/manifest" + FindingNotes.Pointer(digest);
        string[] elements = path.Split('/', 3);
        if (elements.Length == 1 && path.Contains('\\', StringComparison.Ordinal))
        {
            notes.Add(
                FindingCodes.E035,
                $"The content path {shown} separates its elements by backslashes; it must separate them by slashes.",
                pointer,
                impact: FaultImpact.StopsUpdates);
        }
        else if (!VersionNumber.TryParse(elements[0], out _))
        {
            notes.Add(
                FindingCodes.E042,
                $"The content path {shown} does not begin with a version directory; it must be relative to the object's root.",
                pointer,
                impact: FaultImpact.StopsUpdates);
        }
        else if (versions.Count > 0 && !versions.Contains(elements[0]))
        {
            notes.Add(
                FindingCodes.E014,
                $"The content path {shown} is in {elements[0]}, which is not a version directory of this inventory; it must use the "
                    + "names as they are.",
                pointer,
                elements[0],
                FaultImpact.StopsUpdates);
        }
        else if (versions.Count == 0 || path.StartsWith($"{elements[0]}/{inventory.EffectiveContentDirectory}/", StringComparison.Ordinal))
        {
            // Its version is not known, or nothing follows the content directory, which is a fault of the path itself.
        }
        else if (inventory.HasUsableContentDirectory && inventory.ContentDirectory is null)
        {
            notes.Add(
                FindingCodes.E021,
                $"The content path {shown} is not in the directory 'content'; it must be, since the inventory names no other content "
                    + "directory.",
                pointer,
                elements[0],
                FaultImpact.StopsUpdates);
        }
        else if (inventory.HasUsableContentDirectory)
        {
            notes.Add(
                FindingCodes.E016,
                $"The content path {shown} is not in the content directory {FindingNotes.Show(inventory.ContentDirectory!)}; it must be.",
                pointer,
                elements[0],
                FaultImpact.StopsUpdates);
        }
    }
}
