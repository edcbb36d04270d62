using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OcflFunctions.Contracts;

namespace OcflFunctions.Hosting;

/// <summary>Notifications that the service sends to other programs (webhooks).</summary>
public sealed class NotifyOptions
{
    private const string SecretPrefix = "whsec_";
    private const int LeastSecretBytes = 24;
    private const int MostSecretBytes = 64;
    private const int MostReceivers = 10;

    /// <summary>The addresses of the receivers; none: nothing is sent.</summary>
    public IList<string> Urls { get; } = [];

    /// <summary>The secret by which requests are signed: <c>whsec_</c> and 24 to 64 bytes as Base64. Never logged.</summary>
    public string? Secret { get; set; }

    /// <summary>What is reported, such as <c>update.ended</c>; none: everything.</summary>
    public IList<string> Kinds { get; } = [];

    /// <summary>Whether receivers on other machines may be addressed without TLS.</summary>
    public bool AllowHttp { get; set; }

    /// <summary>How many attempts a notification has.</summary>
    public int Attempts { get; set; } = 20;

    /// <summary>How long to wait before the second attempt; each further wait is twice as long.</summary>
    public TimeSpan FirstRetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait between two attempts.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromHours(6);

    /// <summary>How long a receiver may take to answer.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether a kind is reported.</summary>
    internal bool Reports(NotificationKind kind) =>
        Urls.Count > 0 && (Kinds.Count == 0 || Kinds.Contains(NotificationKindConverter.NameOf(kind), StringComparer.Ordinal));

    /// <summary>The receivers, by names that are not their addresses, which can contain secrets.</summary>
    internal IReadOnlyDictionary<string, Uri> Receivers() => Urls.Distinct(StringComparer.Ordinal).ToDictionary(
        url => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url)).AsSpan(0, 6)),
        url => new Uri(url),
        StringComparer.Ordinal);

    /// <summary>The bytes of the secret.</summary>
    internal byte[] Key() => Convert.FromBase64String(Secret![SecretPrefix.Length..]);

    /// <summary>The faults.</summary>
    /// <returns>The property's name, and what is wrong, as the end of a sentence. Addresses and the secret are not in it.</returns>
    internal IEnumerable<(string Name, string Problem)> FindFaults()
    {
        if (Urls.Count > MostReceivers)
        {
            yield return (nameof(Urls), $"has {Urls.Count} addresses; there can be {MostReceivers}");
        }

        foreach ((string url, int index) in Urls.Select((url, index) => (url, index)))
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{nameof(Urls)}:{index}");
            if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? address)
                || (address.Scheme != Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttp))
            {
                yield return (name, "is not an absolute address, such as https://example.org/hook");
            }
            else if (address.UserInfo.Length > 0)
            {
                yield return (name, "has a user or a password; a receiver checks the signature instead");
            }
            else if (address.Scheme == Uri.UriSchemeHttp && !address.IsLoopback && !AllowHttp)
            {
                yield return (name, "must be https, unless the host is this machine or Ocfl:Notify:AllowHttp is true");
            }
        }

        if ((Urls.Count > 0 || !string.IsNullOrEmpty(Secret)) && !IsSecret(Secret))
        {
            yield return (
                nameof(Secret), $"must be '{SecretPrefix}' and {LeastSecretBytes} to {MostSecretBytes} bytes as Base64");
        }

        foreach (string kind in Kinds.Where(kind => !KnownKinds.Contains(kind, StringComparer.Ordinal)))
        {
            yield return (nameof(Kinds), $"has '{kind}', which is not a kind; there are: {string.Join(", ", KnownKinds)}");
        }

        foreach ((string Name, string Problem) fault in UpdateSettingsRules.Within(nameof(Attempts), Attempts, 1, 100)
            .Concat(UpdateSettingsRules.Within(
                nameof(FirstRetryDelay), FirstRetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1)))
            .Concat(UpdateSettingsRules.Within(nameof(MaxRetryDelay), MaxRetryDelay, FirstRetryDelay, TimeSpan.FromDays(1)))
            .Concat(UpdateSettingsRules.Within(nameof(Timeout), Timeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1))))
        {
            yield return fault;
        }
    }

    private static IEnumerable<string> KnownKinds => Enum.GetValues<NotificationKind>()
        .Where(kind => kind != NotificationKind.Unknown)
        .Select(NotificationKindConverter.NameOf);

    private static bool IsSecret(string? secret)
    {
        byte[] bytes = new byte[MostSecretBytes + 3];
        return secret?.StartsWith(SecretPrefix, StringComparison.Ordinal) == true
            && Convert.TryFromBase64String(secret[SecretPrefix.Length..], bytes, out int length)
            && length is >= LeastSecretBytes and <= MostSecretBytes;
    }
}
