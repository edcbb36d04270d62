using System.CommandLine;

namespace Ocfl.Cli.Service;

/// <summary>
/// The service that <c>--service</c> names. On the command line it takes the place of ROOT, as a word that no folder has; so the commands
/// pass it on as they pass on a folder.
/// </summary>
internal static class ServiceAddress
{
    /// <summary>The option.</summary>
    public const string OptionName = "--service";

    private const string Prefix = "service:";

    /// <summary>The option of commands that otherwise need a storage root.</summary>
    public static Option<string> InPlaceOfRoot() => new(OptionName)
    {
        Description = "Use the service at this URL, and leave out ROOT; @ for the service of the settings. A key is taken from "
            + $"{ServiceKey.Variable}.",
        HelpName = "URL",
    };

    /// <summary>The option of commands that are about the service.</summary>
    public static Option<string> Required() => new(OptionName)
    {
        Description = $"The URL of the service; that of the settings unless given. A key is taken from {ServiceKey.Variable}.",
        HelpName = "URL",
    };

    /// <summary>The word that takes the place of ROOT.</summary>
    /// <param name="text">The value of the option.</param>
    public static string ToRoot(string text) => Prefix + Read(text);

    /// <summary>The address of the service, if a word in the place of ROOT is one; null for a folder.</summary>
    public static string? Find(string root) => root.StartsWith(Prefix, StringComparison.Ordinal) ? root[Prefix.Length..] : null;

    /// <summary>The address of the service.</summary>
    /// <param name="text">The value of the option; null if it was not given, and <c>@</c>, stand for the service of the settings.</param>
    /// <exception cref="ToolException">It is not a URL of a service, or the settings have none.</exception>
    public static string Read(string? text)
    {
        if (text is null or "@")
        {
            return Settings.Read().Find(SettingName.Service) is { } setting
                ? Check(setting.Origin, setting.Value)
                : throw new ToolException(
                    $"{OptionName}{(text is null ? "" : " '@'")}: there is no service; give its URL, set {SettingName.Service.Variable}, or "
                        + "'ocfl config set service URL'");
        }

        return Check(OptionName, text);
    }

    /// <summary>Refuses options that the service cannot follow.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="options">Their names, with what to do instead.</param>
    /// <exception cref="ToolException">One of them was given.</exception>
    public static void Refuse(ParseResult parsed, params ReadOnlySpan<(string Name, string Reason)> options)
    {
        foreach ((string name, string reason) in options)
        {
            if (CommandDefaults.IsGiven(parsed, name))
            {
                throw new ToolException($"{name} cannot be combined with {OptionName}: {reason}");
            }
        }
    }

    private static string Check(string origin, string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri is { UserInfo: "", Query: "", Fragment: "" }
            ? text.TrimEnd('/')
            : throw new ToolException(origin, text, "must be an http or https URL, without a user, a query and a fragment");
}
