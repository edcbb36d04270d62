using System.Text;
using Ocfl.Storage;

namespace Ocfl.Objects;

/// <summary>
/// Searches for an object beside the place that the layout has for it: under a name that differs only in case, in the spelling of
/// percent-encoding or (where the process knows cultures) in Unicode form, as another tool may have written it. It lists one directory.
/// </summary>
internal sealed class MisplacedObjects(IStorage storage)
{
    /// <summary>How many names of one directory are compared; in a larger directory the likely names are tried one by one.</summary>
    private const int MostNames = 10_000;

    /// <summary>
    /// Up to this number of directories, all of them are opened: with tuples of a digest, few of them are of other ids.
    /// </summary>
    private const int MostNeighbours = 8;

    /// <summary>How many inventories are opened at most.</summary>
    private const int MostOpened = 64;

    /// <summary>The directory of an object with this id.</summary>
    /// <param name="objectId">The id.</param>
    /// <param name="expected">Where the layout puts it, and where it is not.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Null when there is none under such a name.</returns>
    public async Task<string?> FindAsync(string objectId, string expected, CancellationToken cancellationToken)
    {
        string parent = StoragePath.GetDirectory(expected);
        string[] parents = [parent, parent.ToUpperInvariant(), parent.ToLowerInvariant()];
        foreach (string directory in parents.Distinct(StringComparer.Ordinal))
        {
            foreach (string candidate in await FindCandidatesAsync(directory, expected, cancellationToken).ConfigureAwait(false))
            {
                if (await HasIdAsync(candidate, objectId, cancellationToken).ConfigureAwait(false))
                {
                    return candidate;
                }
            }
        }

        return null;
    }

    private async Task<IEnumerable<string>> FindCandidatesAsync(string directory, string expected, CancellationToken cancellationToken)
    {
        string name = StoragePath.GetName(expected);
        string folded = Fold(name);
        List<string> alike = [];
        List<string> neighbours = [];
        int names = 0;
        await foreach (StorageEntry entry in storage.ListAsync(directory, recursive: false, cancellationToken).ConfigureAwait(false))
        {
            if (++names > MostNames)
            {
                IEnumerable<string> likely = Spellings(name).Select(spelling => StoragePath.Combine(directory, spelling));
                return likely.Concat(alike).Where(path => path != expected).Take(MostOpened);
            }

            if (entry.Kind != StorageEntryKind.Directory || entry.Path == expected)
            {
                continue;
            }

            if (Fold(entry.Name) == folded && alike.Count < MostOpened)
            {
                alike.Add(entry.Path);
            }
            else if (neighbours.Count <= MostNeighbours)
            {
                neighbours.Add(entry.Path);
            }
        }

        return neighbours.Count <= MostNeighbours ? alike.Concat(neighbours) : alike;
    }

    private async Task<bool> HasIdAsync(string directory, string objectId, CancellationToken cancellationToken)
    {
        try
        {
            return await InventoryIdReader.ReadAsync(storage, directory, cancellationToken).ConfigureAwait(false) == objectId;
        }
        catch (Exception exception) when (exception is CorruptObjectException or StorageException)
        {
            return false;
        }
    }

    /// <summary>What is the same in all spellings of a name.</summary>
    private static string Fold(string name) => Compose(Uri.UnescapeDataString(name)).TrimEnd('.', ' ').ToUpperInvariant();

    private static HashSet<string> Spellings(string name)
    {
        string plain = Uri.UnescapeDataString(name);
        string[] spellings =
        [
            WithEscapes(name, char.ToUpperInvariant), WithEscapes(name, char.ToLowerInvariant), plain,
            name.ToUpperInvariant(), name.ToLowerInvariant(), Compose(name), Compose(name, NormalizationForm.FormD),
        ];
        return [.. spellings.Where(StoragePath.IsValid).Where(spelling => !spelling.Contains('/', StringComparison.Ordinal))];
    }

    private static string WithEscapes(string name, Func<char, char> change)
    {
        char[] characters = name.ToCharArray();
        for (int i = 0; i + 2 < characters.Length; i++)
        {
            if (characters[i] == '%' && char.IsAsciiHexDigit(characters[i + 1]) && char.IsAsciiHexDigit(characters[i + 2]))
            {
                characters[i + 1] = change(characters[i + 1]);
                characters[i + 2] = change(characters[i + 2]);
            }
        }

        return new string(characters);
    }

    private static string Compose(string name, NormalizationForm form = NormalizationForm.FormC)
    {
        try
        {
            return name.Normalize(form);
        }
        catch (ArgumentException)
        {
            // Half of a surrogate pair: it has one spelling only.
            return name;
        }
    }
}
