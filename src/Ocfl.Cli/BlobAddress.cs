using System.Net;
using Ocfl.Storage;

namespace Ocfl.Cli;

/// <summary>
/// The URL of a container of Azure Blob Storage, or of what is below a prefix in it:
/// <c>https://ACCOUNT.blob.core.windows.net/CONTAINER/PREFIX</c>, or with the account in the path, as emulators have it.
/// </summary>
/// <param name="Service">The blob service of the account.</param>
/// <param name="Container">The container.</param>
/// <param name="Prefix">The path in it, decoded; empty for the container.</param>
internal sealed record BlobAddress(Uri Service, string Container, string Prefix)
{
    private const string Form = "must be a URL such as https://ACCOUNT.blob.core.windows.net/CONTAINER/PREFIX";

    /// <summary>Whether a text is a URL, and not the name of a folder.</summary>
    public static bool IsUrl(string text) =>
        text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    /// <summary>A URL without what may be a secret in it: its query, and a user.</summary>
    public static string WithoutSecrets(string url)
    {
        int start = url.IndexOf("://", StringComparison.Ordinal) + 3;
        string text = url.IndexOfAny(['?', '#'], start) is > 0 and int end ? url[..end] : url;
        int slash = text.IndexOf('/', start);
        int user = text.LastIndexOf('@', slash < 0 ? text.Length - 1 : slash);
        return user < start ? text : text[..start] + text[(user + 1)..];
    }

    /// <summary>Reads a URL.</summary>
    /// <returns>What is wrong with it, without the URL itself; null if it is valid.</returns>
    public static string? Parse(string text, out BlobAddress? address)
    {
        address = null;

        // As it is: otherwise '..' would be applied, and a percent sign before a digit be taken for an escape that was not one.
        UriCreationOptions exact = new() { DangerousDisablePathAndQueryCanonicalization = true };
        if (!Uri.TryCreate(text, exact, out Uri? uri) || uri.Host.Length == 0)
        {
            return Form;
        }

        if (text.Contains('?', StringComparison.Ordinal) || text.Contains('#', StringComparison.Ordinal) || uri.UserInfo.Length > 0)
        {
            return "must not have a query: a shared access signature is a secret that others can read on a command line. Give it in "
                + $"{BlobAccess.Variable}, as BlobEndpoint=https://ACCOUNT.blob.core.windows.net;SharedAccessSignature=...; a '?' or '#' in a "
                + "prefix is written %3F or %23";
        }

        if (uri.Scheme == Uri.UriSchemeHttp && !uri.IsLoopback)
        {
            return "must start with https: http is only for an emulator on this machine";
        }

        bool hasAccountInPath = uri.IsLoopback || IPAddress.TryParse(uri.Host.Trim('[', ']'), out _);
        List<string> names = [.. uri.AbsolutePath.TrimStart('/').Split('/').Select(Uri.UnescapeDataString)];
        if (names[^1].Length == 0)
        {
            names.RemoveAt(names.Count - 1);
        }

        Uri service = new(uri.GetLeftPart(UriPartial.Authority));
        if (hasAccountInPath)
        {
            if (names.Count < 2 || !IsAccount(names[0]))
            {
                return $"must have the account and the container in its path, as {service}devstoreaccount1/CONTAINER/PREFIX";
            }

            service = new Uri(service, names[0]);
            names.RemoveAt(0);
        }

        string? fault = names.Count == 0 ? "names no container: it " + Form
            : !IsContainer(names[0])
                ? $"has '{names[0]}' for a container: its name must be of 3 to 63 lower-case letters, digits and single hyphens"
            : null;
        string prefix = string.Join('/', names.Skip(1));
        fault ??= prefix.Length > 0 && !StoragePath.IsValid(prefix)
            ? "has a prefix that is no path: no name in it may be empty, '.' or '..'"
            : null;
        address = fault is null ? new BlobAddress(service, names[0], prefix) : null;
        return fault;
    }

    /// <summary>The URL, always in the same form.</summary>
    public override string ToString() => string.Join(
        '/',
        [Service.AbsoluteUri.TrimEnd('/'), Container, .. Prefix.Length == 0 ? [] : Prefix.Split('/').Select(Uri.EscapeDataString)]);

    /// <summary>Whether neither place is within the other.</summary>
    public bool IsApart(BlobAddress other) => Service != other.Service
        || Container != other.Container
        || !(StoragePath.IsWithin(Prefix, other.Prefix)
            || StoragePath.IsWithin(other.Prefix, Prefix));

    private static bool IsAccount(string name) => name.Length is >= 3 and <= 24 && name.All(char.IsAsciiLetterOrDigit);

    // $root is none: its blobs have no slash in their names.
    private static bool IsContainer(string name) => name == "$web"
        || (name.Length is >= 3 and <= 63
            && name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-')
            && name[0] != '-' && name[^1] != '-' && !name.Contains("--", StringComparison.Ordinal));
}
