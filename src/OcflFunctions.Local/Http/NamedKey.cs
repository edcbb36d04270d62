using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using OcflFunctions.Http.Access;

namespace OcflFunctions.Local.Http;

/// <summary>A key with a name and a role. The key itself is not stored.</summary>
/// <param name="Name">The name: 1 to 64 letters, digits, dots, hyphens and underscores.</param>
/// <param name="Role">What its holder may do.</param>
/// <param name="Sha256">
/// The SHA-256 of the key, in hexadecimal. A key is 256 random bits, which no one can guess, so a slow hash would protect nothing and
/// would let callers with wrong keys keep the processor busy.
/// </param>
/// <param name="CreatedAt">When it was created, in UTC.</param>
internal sealed record NamedKey(string Name, CallerRole Role, string Sha256, DateTimeOffset CreatedAt)
{
    private const string Prefix = "ocfl_";
    private const int KeyBytes = 32;
    private const int MostNameCharacters = 64;

    /// <summary>Creates a key.</summary>
    /// <returns>The key, which is in no file, and what is stored.</returns>
    /// <exception cref="InvalidOperationException">The name is not valid.</exception>
    public static (string Key, NamedKey Stored) Create(string name, CallerRole role, TimeProvider time)
    {
        if (name.Length is 0 or > MostNameCharacters || !name.All(IsNameCharacter))
        {
            throw new InvalidOperationException(
                $"'{name}' is not a name: 1 to {MostNameCharacters} ASCII letters, digits, dots, hyphens and underscores.");
        }

        string key = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));
        return (key, new NamedKey(name, role, Convert.ToHexStringLower(Digest(key)), time.GetUtcNow()));
    }

    /// <summary>The digest by which a key is recognized.</summary>
    public static byte[] Digest(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    /// <summary>Whether a character can be in a name.</summary>
    internal static bool IsNameCharacter(char character) => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' or '_';
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
