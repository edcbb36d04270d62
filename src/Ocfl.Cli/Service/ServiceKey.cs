namespace Ocfl.Cli.Service;

/// <summary>The key of a service, which the environment has. It is not sent where others on the network could read it.</summary>
internal static class ServiceKey
{
    /// <summary>The environment variable that has the key.</summary>
    public const string Variable = "OCFL_SERVICE_KEY";

    /// <summary>The environment variable that allows a key over plain http.</summary>
    public const string PlainHttpVariable = "OCFL_SERVICE_PLAIN_HTTP";

    private const string Allowed = "1";

    /// <summary>Whether there is a key.</summary>
    public static bool IsSet => Find(Variable) is not null;

    /// <summary>The key for a service; null if there is none.</summary>
    /// <exception cref="ToolException">It has a character that no key has, or would be sent in clear text to another machine.</exception>
    public static string? Read(Uri service)
    {
        string? key = Find(Variable);
        if (key?.All(character => character is > ' ' and <= '~') == false)
        {
            throw new ToolException($"{Variable} must be visible ASCII characters");
        }

        return key is null || service.Scheme != Uri.UriSchemeHttp || service.IsLoopback || Find(PlainHttpVariable) == Allowed
            ? key
            : throw new ToolException(
                $"the key in {Variable} is not sent to {service.GetLeftPart(UriPartial.Authority)}, since others on the network could read "
                    + $"it over http: use https, or set {PlainHttpVariable}={Allowed} if the network is private");
    }

    private static string? Find(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
