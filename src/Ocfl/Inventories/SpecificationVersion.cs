namespace Ocfl.Inventories;

/// <summary>A version of the OCFL specification: 1.0 or 1.1, the ones that this library reads and writes.</summary>
public readonly record struct SpecificationVersion : IComparable<SpecificationVersion>
{
    /// <summary>What the names of all declarations of object roots start with (section 3.3).</summary>
    internal const string ObjectDeclarationPrefix = "0=ocfl_object_";

    private readonly bool _isOneZero;

    private SpecificationVersion(bool isOneZero) => _isOneZero = isOneZero;

    /// <summary>OCFL 1.0.</summary>
    public static SpecificationVersion V10 { get; } = new(isOneZero: true);

    /// <summary>OCFL 1.1, the newest and the default.</summary>
    public static SpecificationVersion V11 { get; } = new(isOneZero: false);

    /// <summary>"1.0" or "1.1".</summary>
    public string Name => _isOneZero ? "1.0" : "1.1";

    /// <summary>The inventory's <c>type</c> (OCFL 1.1, section 3.5.1).</summary>
    public string InventoryType => $"https://ocfl.io/{Name}/spec/#inventory";

    /// <summary>The name of the file that declares an object root (section 3.3), for example <c>0=ocfl_object_1.1</c>.</summary>
    public string ObjectDeclaration => ObjectDeclarationPrefix + Name;

    /// <summary>The name of the file that declares a storage root (section 4.1), for example <c>0=ocfl_1.1</c>.</summary>
    public string RootDeclaration => "0=ocfl_" + Name;

    /// <summary>Whether a file's name is that of a declaration of an object root, of any version.</summary>
    public static bool IsObjectDeclaration(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(ObjectDeclarationPrefix, StringComparison.Ordinal);
    }

    /// <summary>Reads "1.0" or "1.1".</summary>
    /// <returns>False, and the default, for anything else.</returns>
    public static bool TryParse(string? text, out SpecificationVersion version)
    {
        version = text == "1.0" ? V10 : V11;
        return text is "1.0" or "1.1";
    }

    /// <summary>Reads an inventory's <c>type</c>.</summary>
    /// <returns>False, and the default, for anything that is not the type of a known version.</returns>
    public static bool TryParseInventoryType(string? type, out SpecificationVersion version)
    {
        version = type == V10.InventoryType ? V10 : V11;
        return type == version.InventoryType;
    }

    /// <inheritdoc/>
    public int CompareTo(SpecificationVersion other) => other._isOneZero.CompareTo(_isOneZero);

    /// <summary>Whether <paramref name="left"/> is older.</summary>
    public static bool operator <(SpecificationVersion left, SpecificationVersion right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> is newer.</summary>
    public static bool operator >(SpecificationVersion left, SpecificationVersion right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> is older or the same.</summary>
    public static bool operator <=(SpecificationVersion left, SpecificationVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> is newer or the same.</summary>
    public static bool operator >=(SpecificationVersion left, SpecificationVersion right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
