namespace Ocfl.Inventories;

/// <summary>What the specification does not allow in a logical or content path (OCFL 1.1, sections 3.5.2 and 3.5.3.1).</summary>
[Flags]
internal enum PathFlaws : byte
{
    None = 0,

    /// <summary>It has no character.</summary>
    Empty = 1,

    /// <summary>An element is <c>.</c>, <c>..</c> or empty.</summary>
    Element = 2,

    /// <summary>It begins or ends with a slash.</summary>
    Slash = 4,

    /// <summary>It holds a NUL, which no file system can store.</summary>
    Nul = 8,
}
