using Ocfl.Digests;
using Ocfl.Inventories;
using Ocfl.Storage;

namespace Ocfl.Objects;

/// <summary>An inventory that was read, with its digest and the state of its file.</summary>
/// <param name="Inventory">What it says.</param>
/// <param name="Digest">Of its bytes, in its own algorithm, lower-case hexadecimal.</param>
/// <param name="ETag">The state of the file.</param>
/// <param name="SidecarETag">The state of the sidecar beside it that agrees with it; null when none is known to.</param>
internal sealed record LoadedInventory(Inventory Inventory, string Digest, string ETag, string? SidecarETag = null)
{
    // Which of the two it is to be is only known once the inventory has been read.
    private static readonly DigestAlgorithm[] Algorithms = [DigestAlgorithm.Sha512, DigestAlgorithm.Sha256];

    /// <summary>Reads an inventory and hashes it.</summary>
    /// <returns>Null when there is no such file.</returns>
    /// <exception cref="InvalidInventoryException">It breaks a rule of the specification.</exception>
    /// <exception cref="InventoryTooLargeException">It is longer than allowed.</exception>
    public static async Task<LoadedInventory?> TryReadAsync(
        IStorage storage, string path, bool isMutableHead, InventoryLimits limits, CancellationToken cancellationToken)
    {
        if (await storage.TryOpenReadAsync(path, options: null, cancellationToken).ConfigureAwait(false) is not { } reader)
        {
            return null;
        }

        await using (reader.ConfigureAwait(false))
        {
            limits.RequireLength(path, reader.File.Length);
            DigestingReadStream hashing = new(reader.Content, Algorithms, leaveOpen: true);
            await using (hashing.ConfigureAwait(false))
            {
                InventoryReaderOptions options = new() { AllowMutableHead = isMutableHead, Limits = limits, Length = reader.File.Length };
                Inventory inventory = await InventoryReader.ReadAsync(hashing, options, cancellationToken).ConfigureAwait(false);
                await hashing.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
                return new LoadedInventory(
                    inventory, hashing.GetDigests()[DigestAlgorithm.Get(inventory.DigestAlgorithm)], reader.File.ETag);
            }
        }
    }

    /// <summary>Whether a sidecar is there and states this inventory's digest.</summary>
    public async Task<bool> AgreesWithAsync(IStorage storage, string sidecarPath, CancellationToken cancellationToken) =>
        await FindSidecarAsync(storage, sidecarPath, cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>A sidecar's facts; null when there is none, or it does not state this inventory's digest.</summary>
    public async Task<StorageFile?> FindSidecarAsync(IStorage storage, string sidecarPath, CancellationToken cancellationToken)
    {
        try
        {
            return await SmallFile.TryReadWithFactsAsync(storage, sidecarPath, cancellationToken).ConfigureAwait(false)
            is var (file, content)
                && InventorySidecar.TryParse(System.Text.Encoding.UTF8.GetString(content), out string? stated)
                && string.Equals(stated, Digest, StringComparison.OrdinalIgnoreCase)
                ? file
                : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
