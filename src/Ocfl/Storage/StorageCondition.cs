namespace Ocfl.Storage;

/// <summary>On which condition a write may happen. Checked by the storage together with the write, against every other writer.</summary>
public readonly record struct StorageCondition
{
    private StorageCondition(bool mustBeAbsent, string? etag)
    {
        MustBeAbsent = mustBeAbsent;
        ETag = etag;
    }

    /// <summary>Any state, or none.</summary>
    public static StorageCondition None => default;

    /// <summary>Only if no file is there.</summary>
    public static StorageCondition IfAbsent { get; } = new(mustBeAbsent: true, etag: null);

    /// <summary>Whether no file may be there.</summary>
    public bool MustBeAbsent { get; }

    /// <summary>The state that must be there; null if none is required.</summary>
    public string? ETag { get; }

    /// <summary>Only if the file is there in the state that <see cref="StorageFile.ETag"/> names.</summary>
    public static StorageCondition IfMatch(string etag)
    {
        ArgumentException.ThrowIfNullOrEmpty(etag);
        return new(mustBeAbsent: false, etag);
    }

    /// <summary>Only if the file is still as it was found: in that state or, for null, not there.</summary>
    public static StorageCondition IfStill(string? etag) => etag is null ? IfAbsent : IfMatch(etag);

    /// <inheritdoc/>
    public override string ToString() => MustBeAbsent ? "that no file is there" : ETag is null ? "none" : $"that the file is still {ETag}";
}
