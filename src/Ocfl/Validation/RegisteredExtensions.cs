namespace Ocfl.Validation;

/// <summary>The names in the OCFL Extensions repository (OCFL 1.1, sections 3.9 and 4.4).</summary>
internal static class RegisteredExtensions
{
    /// <summary>Where an object's mutable HEAD is.</summary>
    public const string MutableHead = "0005-mutable-head";

    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "0000-example-extension",
        "0001-digest-algorithms",
        "0002-flat-direct-storage-layout",
        "0003-hash-and-id-n-tuple-storage-layout",
        "0004-hashed-n-tuple-storage-layout",
        MutableHead,
        "0006-flat-omit-prefix-storage-layout",
        "0007-n-tuple-omit-prefix-storage-layout",
        "0008-schema-registry",
        "0009-digest-algorithms",
        "0010-differential-n-tuple-omit-prefix-storage-layout",
        "0011-direct-clean-path-layout",
        "0012-hash-and-no-prefix-id-n-tuple-storage-layout",
        "initial",
    };

    private static readonly HashSet<string> NamesOfNoLayout = new(StringComparer.Ordinal)
    {
        "0000-example-extension",
        "0001-digest-algorithms",
        MutableHead,
        "0008-schema-registry",
        "0009-digest-algorithms",
        "initial",
    };

    /// <summary>Whether a name is that of a registered extension that describes the arrangement of a storage root.</summary>
    public static bool IsLayout(string name) => Contains(name) && !NamesOfNoLayout.Contains(name);

    /// <summary>Whether a name is that of a registered extension.</summary>
    public static bool Contains(string name) => Names.Contains(name);
}
