namespace Ocfl.Inventories;

/// <summary>The parts of a version's block in an inventory that could be read, valid or not.</summary>
internal sealed class VersionDocument(string key, VersionNumber? number)
{
    /// <summary>The block's key as written.</summary>
    public string Key { get; } = key;

    /// <summary>The block's key where it is a version number; null where not.</summary>
    public VersionNumber? Number { get; } = number;

    /// <summary>As written, where it is a text.</summary>
    public string? CreatedText { get; set; }

    /// <summary>The moment that <see cref="CreatedText"/> is, where it is one.</summary>
    public DateTimeOffset? Created { get; set; }

    public DigestMap? State { get; set; }

    public string? Message { get; set; }

    public string? UserName { get; set; }

    public string? UserAddress { get; set; }

    public bool HasMessage { get; set; }

    public bool HasUser { get; set; }

    public ObjectVersion ToObjectVersion() => new()
    {
        Created = new(CreatedText ?? "", Created),
        State = State!,
        Message = Message,
        User = UserName is null ? null : new VersionUser(UserName, UserAddress),
    };
}
