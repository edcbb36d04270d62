using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace OcflFunctions.Keys;

/// <summary>A key with a name and a role. The key itself is not stored.</summary>
/// <param name="Name">The name (<see cref="NameRule"/>).</param>
/// <param name="Role">What its holder may do.</param>
/// <param name="Sha256">
/// The SHA-256 of the key, in hexadecimal. A key is 256 random bits, which no one can guess, so a slow hash would protect nothing and
/// would let callers with wrong keys keep the processor busy.
/// </param>
/// <param name="CreatedAt">When it was created, in UTC.</param>
public sealed record NamedKey(string Name, CallerRole Role, string Sha256, DateTimeOffset CreatedAt)
{
    /// <summary>What a name is, for messages.</summary>
    public const string NameRule = "1 to 64 ASCII letters, digits, dots, hyphens and underscores";

    private const string Prefix = "ocfl_";
    private const int KeyBytes = 32;
    private const int MostNameCharacters = 64;

    /// <summary>Creates a key.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="role">What its holder may do.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The key, which is in no file, and what is stored.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    public static (string Key, NamedKey Stored) Create(string name, CallerRole role, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        if (!IsName(name))
        {
            throw new ArgumentException($"The name of a key must be {NameRule}.", nameof(name));
        }

        string key = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));
        return (key, new NamedKey(name, role, Convert.ToHexStringLower(Digest(key)), time.GetUtcNow()));
    }

    /// <summary>Whether a text can be the name of a key.</summary>
    public static bool IsName(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length is > 0 and <= MostNameCharacters
            && text.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_');
    }

    /// <summary>Whether it is the key of a name. Names that differ only in case are the same.</summary>
    public bool IsNamed(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The digest by which a key is recognized.</summary>
    public static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}

/// <summary>The keys of a file.</summary>
/// <param name="Keys">The keys, in the order in which they were added.</param>
internal sealed record KeyFileContent(IReadOnlyList<NamedKey> Keys);

/// <summary>How the file is written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    UseStringEnumConverter = true,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(KeyFileContent))]
internal sealed partial class KeyFileJson : JsonSerializerContext;
