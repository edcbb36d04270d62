namespace Ocfl.Validation;

/// <summary>What a report is about.</summary>
public enum ValidationTarget
{
    /// <summary>An object.</summary>
    OcflObject,

    /// <summary>A storage root, without its objects.</summary>
    StorageRoot,
}
