using OcflFunctions.Contracts;

namespace OcflFunctions.Objects;

/// <summary>Examples of what is read of objects, for the OpenAPI document.</summary>
internal static class ObjectExamples
{
    /// <summary>An object's id.</summary>
    public const string ObjectId = "urn:example:photos";

    private const string Root = "3f0/a1b/c2d/3f0a1bc2d4e5f60718293a4b5c6d7e8f";
    private const string Algorithm = "sha512";
    private const string Digest = "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce";

    private static readonly DateTimeOffset Start = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly UpdateUser User = new("Ada Lovelace", "mailto:ada@example.org");

    /// <summary>Objects.</summary>
    public static readonly ObjectPage Objects = new([new ObjectSummary(ObjectId, Root)], "byAzZjA");

    /// <summary>Versions.</summary>
    public static readonly VersionPage Versions = new()
    {
        ObjectId = ObjectId,
        ObjectRoot = Root,
        Head = "v2",
        DigestAlgorithm = Algorithm,
        InventoryDigest = Digest,
        Versions =
        [
            new VersionSummary { Version = "v1", Created = Start, Message = "The first delivery.", User = User, Files = 2 },
            new VersionSummary { Version = "v2", Created = Start.AddDays(1), Files = 3 },
        ],
    };

    /// <summary>Files of a version.</summary>
    public static readonly FilePage Files = new()
    {
        ObjectId = ObjectId,
        Version = "v2",
        DigestAlgorithm = Algorithm,
        Files = [new FileSummary("photos/one.tif", 1_048_576, Digest)],
    };

    /// <summary>Differences.</summary>
    public static readonly FileChangePage Changes = new()
    {
        ObjectId = ObjectId,
        From = "v1",
        To = "v2",
        DigestAlgorithm = Algorithm,
        Changes = [new FileChange(FileChangeKind.Added, "photos/three.tif", NewDigest: Digest)],
    };

    /// <summary>The history of a file.</summary>
    public static readonly FileHistoryPage History = new()
    {
        ObjectId = ObjectId,
        Path = "photos/one.tif",
        DigestAlgorithm = Algorithm,
        Entries =
        [
            new FileHistoryEntry { Version = "v1", Kind = FileChangeKind.Added, Digest = Digest, Created = Start, User = User },
        ],
    };
}
