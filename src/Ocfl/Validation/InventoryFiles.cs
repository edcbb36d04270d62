using Ocfl.Digests;
using Ocfl.Findings;
using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Validation;

/// <summary>Reads inventories with their sidecars (OCFL 1.1, sections 3.5 and 3.6).</summary>
internal sealed class InventoryFiles(ObjectContext context, bool allowsMutableHead = false)
{
    private const string SidecarPrefix = Inventory.FileName + ".";

    private readonly Dictionary<string, DigestMap> _rootStates = new(StringComparer.Ordinal);

    /// <summary>Whether a file's name is that of a sidecar, of any algorithm.</summary>
    public static bool IsSidecar(string name) => name.StartsWith(SidecarPrefix, StringComparison.Ordinal);

    /// <summary>Reads an inventory and compares it with its sidecar.</summary>
    /// <param name="directory">The version directory; empty for the object's root.</param>
    /// <param name="sidecars">The names of the files beside it that look like sidecars.</param>
    /// <param name="same">The root's inventory, of which this may be a copy, which is then not parsed again; null for the root's
    /// own.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Null where it cannot be read, which is reported.</returns>
    public async Task<InventoryFile?> ReadAsync(
        string directory, IReadOnlyList<string> sidecars, InventoryFile? same, CancellationToken cancellationToken)
    {
        string path = StoragePath.Combine(directory, Inventory.FileName);
        if (await context.TryReadAsync(
            path,
            () => ReadAsync(directory, AlgorithmsFor(sidecars, same), same, cancellationToken),
            cancellationToken).ConfigureAwait(false) is not { } file)
        {
            return null;
        }

        string? stated = await CheckSidecarsAsync(file, (file.Document
            ?? same!.Document!).DigestAlgorithm, sidecars, cancellationToken).ConfigureAwait(false);
        return file with { StatedDigest = stated };
    }

    private async Task<InventoryFile?> ReadAsync(
        string directory, IReadOnlyList<DigestAlgorithm> algorithms, InventoryFile? same, CancellationToken cancellationToken)
    {
        if (same is not null)
        {
            InventoryFile copy = new(
                directory, null, await DigestAsync(directory, algorithms, cancellationToken).ConfigureAwait(false), null);
            if (copy.IsSameFile(same))
            {
                return copy;
            }
        }

        return await ParseAsync(directory, algorithms, cancellationToken).ConfigureAwait(false);
    }

    private static string? VersionOf(string directory) => VersionNumber.TryParse(directory, out _) ? directory : null;

    private static List<DigestAlgorithm> AlgorithmsFor(IReadOnlyList<string> sidecars, InventoryFile? same)
    {
        List<DigestAlgorithm> algorithms = [];
        foreach (string name in sidecars)
        {
            if (DigestAlgorithm.TryGet(name[SidecarPrefix.Length..], out DigestAlgorithm? algorithm))
            {
                algorithms.Add(algorithm);
            }
        }

        if (same is not null)
        {
            algorithms.AddRange(same.Digests.Digests.Select(digest => digest.Key).Except(algorithms));
        }

        return algorithms.Count > 0 ? algorithms : [DigestAlgorithm.Sha512];
    }

    private async Task<ContentDigests> DigestAsync(
        string directory, IReadOnlyList<DigestAlgorithm> algorithms, CancellationToken cancellationToken)
    {
        StorageReader reader = await OpenAsync(directory, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            return await MultiDigest.DigestAsync(reader.Content, algorithms, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<InventoryFile> ParseAsync(
        string directory, IReadOnlyList<DigestAlgorithm> algorithms, CancellationToken cancellationToken)
    {
        StorageReader reader = await OpenAsync(directory, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            context.Options.InventoryLimits.RequireLength(reader.File.Path, reader.File.Length);
            DigestingReadStream content = new(reader.Content, algorithms, leaveOpen: true);
            await using (content.ConfigureAwait(false))
            {
                InventoryDocument document = await InventoryParser.ParseAsync(
                    content, ParserContext(directory, reader.File.Length), cancellationToken).ConfigureAwait(false);
                await content.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
                KeepStates(directory, document);
                return new(directory, document, content.GetDigests(), null);
            }
        }
    }

    private void KeepStates(string directory, InventoryDocument document)
    {
        foreach (VersionDocument version in directory.Length == 0 ? document.Versions : [])
        {
            if (version.State is { } state)
            {
                _rootStates.TryAdd(version.Key, state);
            }
        }
    }

    private InventoryParserContext ParserContext(string directory, long length) => new()
    {
        File = StoragePath.Combine(directory, Inventory.FileName),
        Version = VersionOf(directory),
        Length = length,
        Texts = context.Texts,
        KnownStates = _rootStates,
        Limits = context.Options.InventoryLimits,
        AllowsMutableHead = allowsMutableHead,
    };

    private Task<StorageReader> OpenAsync(string directory, CancellationToken cancellationToken) =>
        context.Storage.OpenReadAsync(context.Full(StoragePath.Combine(directory, Inventory.FileName)), null, cancellationToken);

    private async Task<string?> CheckSidecarsAsync(
        InventoryFile file, string? algorithm, IReadOnlyList<string> sidecars, CancellationToken cancellationToken)
    {
        string? stated = null;
        string? version = VersionOf(file.Directory);
        foreach (string sidecar in sidecars)
        {
            string path = StoragePath.Combine(file.Directory, sidecar);
            string suffix = sidecar[SidecarPrefix.Length..];
            if (algorithm is not null && suffix != algorithm)
            {
                await context.ReportAsync(
                    FindingCodes.E059,
                    $"The sidecar is for {FindingNotes.Show(suffix)}, but the inventory's digest algorithm is '{algorithm}'; they must "
                        + "be the same.",
                    new(path, null, version),
                    cancellationToken).ConfigureAwait(false);
            }
            else if (DigestAlgorithm.TryGet(suffix, out DigestAlgorithm? known))
            {
                stated = await CheckSidecarAsync(file.Digests[known], new(path, null, version), cancellationToken).ConfigureAwait(false);
            }
        }

        string name = SidecarPrefix + (algorithm ?? DigestAlgorithm.Sha512.Name);
        bool isMissing = sidecars.Count == 0 || (algorithm is not null && !sidecars.Contains(name, StringComparer.Ordinal));
        if (isMissing && !context.IsUnreadable(StoragePath.Combine(file.Directory, name)))
        {
            await context.ReportAsync(
                FindingCodes.E058,
                $"The inventory has no sidecar; '{name}' must be beside it.",
                new(file.Path, null, version),
                cancellationToken).ConfigureAwait(false);
        }

        return stated;
    }

    private async Task<string?> CheckSidecarAsync(string digest, FindingLocation location, CancellationToken cancellationToken)
    {
        (bool isRead, string? text) = await context.ReadShortTextAsync(
            location.Path, InventorySidecar.MaxLength, cancellationToken).ConfigureAwait(false);
        if (!isRead)
        {
            return null;
        }

        if (!InventorySidecar.TryParse(text, out string? stated))
        {
            string found = text is null
                ? $"is longer than {InventorySidecar.MaxLength} bytes or not a string"
                : "reads " + FindingNotes.Show(text);
            await context.ReportAsync(
                FindingCodes.E061,
                $"The sidecar {found}; it must read 'DIGEST inventory.json'.",
                location,
                cancellationToken).ConfigureAwait(false);
            return null;
        }

        if (text!.EndsWith("\r\n", StringComparison.Ordinal))
        {
            // Readers accept it; the format has no carriage return.
            await context.ReportAsync(
                FindingCodes.E061,
                "The sidecar ends with a carriage return and a newline; it must read 'DIGEST inventory.json', with a newline at most "
                    + "behind it.",
                location,
                cancellationToken).ConfigureAwait(false);
        }

        if (!stated.Equals(digest, StringComparison.OrdinalIgnoreCase))
        {
            await context.ReportAsync(
                FindingCodes.E060,
                $"The sidecar states the digest {FindingNotes.Show(stated)}; the inventory's is {digest}.",
                location,
                cancellationToken).ConfigureAwait(false);
        }

        return stated;
    }
}
