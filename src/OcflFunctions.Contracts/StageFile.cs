namespace OcflFunctions.Contracts;

/// <summary>A file of a stage.</summary>
public sealed record StageFile
{
    /// <summary>Its path, which becomes the logical path in an object.</summary>
    public required string Path { get; init; }

    /// <summary>In bytes.</summary>
    public required long Length { get; init; }

    /// <summary>Its digests by algorithm, in lower-case hexadecimal.</summary>
    public required IReadOnlyDictionary<string, string> Digests { get; init; }

    /// <summary>When it was uploaded, in UTC.</summary>
    public required DateTimeOffset UploadedAt { get; init; }
}
