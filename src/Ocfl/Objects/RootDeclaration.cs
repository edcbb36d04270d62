using System.Text;
using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Objects;

/// <summary>The file that makes a storage a storage root (OCFL 1.1, section 4.2).</summary>
internal static class RootDeclaration
{
    // Newest first: while a root is upgraded, it has two for a moment.
    public static SpecificationVersion[] Known => [SpecificationVersion.V11, SpecificationVersion.V10];

    /// <summary>The version that a storage declares to be a root of; null for none.</summary>
    public static async Task<SpecificationVersion?> FindAsync(IStorage storage, CancellationToken cancellationToken)
    {
        foreach (SpecificationVersion specification in Known)
        {
            if (await storage.GetFileAsync(specification.RootDeclaration, cancellationToken).ConfigureAwait(false) is not null)
            {
                return specification;
            }
        }

        return null;
    }

    /// <summary>What a storage is that is not a storage root, as the end of a sentence.</summary>
    public static async Task<string> DescribeOtherAsync(IStorage storage, CancellationToken cancellationToken)
    {
        bool isEmpty = true;
        await foreach (StorageEntry entry in storage.ListAsync("", recursive: false, cancellationToken).ConfigureAwait(false))
        {
            isEmpty = false;
            if (SpecificationVersion.IsObjectDeclaration(entry.Name))
            {
                return "is an OCFL object, not a storage root";
            }

            if (entry.Name.StartsWith("0=ocfl_", StringComparison.Ordinal))
            {
                return $"declares OCFL {entry.Name["0=ocfl_".Length..]}; known are {string.Join(" and ", Known)}";
            }
        }

        return isEmpty
            ? "is not an OCFL storage root: it is empty or does not exist"
            : "is not an OCFL storage root: it has no declaration such as '0=ocfl_1.1'";
    }

    /// <summary>Writes the declaration, unless it is there.</summary>
    public static Task WriteAsync(IStorage storage, SpecificationVersion specification, CancellationToken cancellationToken) =>
        SmallFile.TryCreateAsync(
            storage,
            specification.RootDeclaration,
            Encoding.UTF8.GetBytes(specification.RootDeclaration["0=".Length..] + "\n"),
            cancellationToken);
}
