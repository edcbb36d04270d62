using Ocfl.Inventories;

namespace Ocfl.Cli;

/// <summary>A setting of the tool: its name in the configuration file, its environment variable, and its rule.</summary>
/// <param name="Name">With dots between tables: <c>user.name</c>.</param>
/// <param name="Variable">The environment variable; null for none.</param>
internal sealed record SettingName(string Name, string? Variable)
{
    public const string Roots = "roots";

    public static readonly SettingName Root = new("root", "OCFL_ROOT");
    public static readonly SettingName UserName = new("user.name", "OCFL_USER_NAME");
    public static readonly SettingName UserAddress = new("user.address", "OCFL_USER_ADDRESS");
    public static readonly SettingName Service = new("service", "OCFL_SERVICE");

    /// <summary>All settings but the named roots.</summary>
    public static IReadOnlyList<SettingName> All { get; } = [Root, UserName, UserAddress, Service];

    /// <summary>What a setting's name may be, for messages.</summary>
    public static string Names => string.Join(", ", All.Select(setting => setting.Name)) + " and roots.NAME";

    /// <summary>The setting of a name; null when there is none.</summary>
    public static SettingName? Find(string name) =>
        All.FirstOrDefault(setting => setting.Name == name)
        ?? (name.StartsWith(Roots + ".", StringComparison.Ordinal) && IsRootName(name[(Roots.Length + 1)..])
            ? new SettingName(name, Variable: null)
            : null);

    /// <summary>Whether a text can be the name of a storage root: letters, digits, <c>-</c> and <c>_</c>.</summary>
    public static bool IsRootName(string text) =>
        text.Length > 0 && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');

    /// <summary>What is wrong with a value of the configuration file; null for a valid one.</summary>
    public string? FindFault(string value) => value.Length == 0 ? "must not be empty"
        : this == UserAddress ? UriSyntax.IsUri(value) ? null : "must be a URI, such as mailto:ann@example.org"
        : this == Service ? IsHttp(value) ? null : "must be an http or https URL"
        : this == UserName ? null
        : this == Root && value[0] == '@'
            ? IsRootName(value[1..]) ? null : "must be '@' and the name of a storage root, or a folder or URL"
        : BlobAddress.IsUrl(value) ? BlobAddress.Parse(value, out _)
        : IsFullPath(value) ? null
        : "must be the full path of a folder, or start with '~/', or be the URL of blobs";

    /// <summary>Whether the value is a place.</summary>
    public bool IsPlace(string value) =>
        (this == Root && value is not ['@', ..]) || Name.StartsWith(Roots + ".", StringComparison.Ordinal);

    private static bool IsFullPath(string value) => Path.IsPathFullyQualified(value) || value is "~" or ['~', '/', ..];

    private static bool IsHttp(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);
}
