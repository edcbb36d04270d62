namespace Ocfl.Validation;

/// <summary>What a validation reads.</summary>
public enum ValidationDepth
{
    /// <summary>Files, directories and inventories; content is there, but its bytes are not read.</summary>
    Structure,

    /// <summary>Also every byte of content, against all digests that inventories state for it.</summary>
    Content,
}
