using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Digests;

namespace Ocfl.Digests;

/// <summary>
/// A digest algorithm by its OCFL name: those of the specification (OCFL 1.1, section 3.4) and those of the community extensions
/// 0001 and 0009. Instances are shared; compare them by reference or by <see cref="Name"/>.
/// </summary>
public sealed class DigestAlgorithm
{
    private static readonly Dictionary<string, DigestAlgorithm> ByName = new(StringComparer.Ordinal);

    private readonly Func<IncrementalDigest> _create;
    private readonly Func<ResumableHash?> _createResumable;
    private readonly HashAlgorithmName? _system;

    private DigestAlgorithm(string name, int? hexLength, Func<IncrementalDigest> create, Func<ResumableHash?> createResumable)
    {
        Name = name;
        HexLength = hexLength;
        _create = create;
        _createResumable = createResumable;
        ByName.Add(name, this);
    }

    private DigestAlgorithm(string name, int hexLength, HashAlgorithmName system, Func<ResumableHash?> createResumable)
        : this(name, hexLength, () => new SystemIncrementalDigest(system), createResumable)
    {
        _system = system;
    }

    /// <summary>SHA-512, what an inventory should use (section 3.4).</summary>
    public static DigestAlgorithm Sha512 { get; } = new(
        "sha512",
        128,
        HashAlgorithmName.SHA512,
        () => new ResumableSha512(Sha2Constants.Initial512, 64));

    /// <summary>SHA-256, what an inventory may use (section 3.4).</summary>
    public static DigestAlgorithm Sha256 { get; } = new(
        "sha256", 64, HashAlgorithmName.SHA256, () => new ResumableSha256());

    /// <summary>SHA-1; insecure, for legacy fixity values only (section 3.4).</summary>
    public static DigestAlgorithm Sha1 { get; } = new(
        "sha1", 40, HashAlgorithmName.SHA1, () => new ResumableSha1());

    /// <summary>MD5; insecure, for legacy fixity values only (section 3.4).</summary>
    public static DigestAlgorithm Md5 { get; } = new(
        "md5", 32, HashAlgorithmName.MD5, () => new ResumableMd5());

    /// <summary>BLAKE2b at its full length, for fixity (section 3.4).</summary>
    public static DigestAlgorithm Blake2b512 { get; } = new(
        "blake2b-512", 128, () => new BouncyCastleIncrementalDigest(new Blake2bDigest(512)), () => new ResumableBlake2b(64));

    /// <summary>BLAKE2b of 384 bits, for fixity (extensions 0001 and 0009).</summary>
    public static DigestAlgorithm Blake2b384 { get; } = new(
        "blake2b-384", 96, () => new BouncyCastleIncrementalDigest(new Blake2bDigest(384)), () => new ResumableBlake2b(48));

    /// <summary>BLAKE2b of 256 bits, for fixity (extensions 0001 and 0009).</summary>
    public static DigestAlgorithm Blake2b256 { get; } = new(
        "blake2b-256", 64, () => new BouncyCastleIncrementalDigest(new Blake2bDigest(256)), () => new ResumableBlake2b(32));

    /// <summary>BLAKE2b of 160 bits, for fixity (extensions 0001 and 0009).</summary>
    public static DigestAlgorithm Blake2b160 { get; } = new(
        "blake2b-160", 40, () => new BouncyCastleIncrementalDigest(new Blake2bDigest(160)), () => new ResumableBlake2b(20));

    /// <summary>SHA-512/256, for fixity (extensions 0001 and 0009).</summary>
    public static DigestAlgorithm Sha512Truncated256 { get; } = new(
        "sha512/256",
        64,
        () => new BouncyCastleIncrementalDigest(new Sha512tDigest(256)),
        () => new ResumableSha512(Sha2Constants.Initial512Truncated256, 32));

    /// <summary>The number of bytes in decimal notation without padding: not a hash, but listed with them (extension 0009).</summary>
    public static DigestAlgorithm Size { get; } = new("size", null, () => new SizeDigest(), () => null);

    /// <summary>All of them.</summary>
    public static IReadOnlyCollection<DigestAlgorithm> All => ByName.Values;

    /// <summary>The name that inventories use, for example <c>sha512</c>; case matters.</summary>
    public string Name { get; }

    /// <summary>
    /// How many hexadecimal digits a digest has; null for <see cref="Size"/>, which is decimal and as long as it needs to be.
    /// </summary>
    public int? HexLength { get; }

    /// <summary>
    /// Whether an inventory may name it as its <c>digestAlgorithm</c>: <c>sha512</c> and <c>sha256</c> only (section 3.4).
    /// </summary>
    public bool IsForInventories => ReferenceEquals(this, Sha512) || ReferenceEquals(this, Sha256);

    /// <summary>Finds an algorithm by its name.</summary>
    public static bool TryGet(string? name, [NotNullWhen(true)] out DigestAlgorithm? algorithm)
    {
        algorithm = null;
        return name is not null && ByName.TryGetValue(name, out algorithm);
    }

    /// <summary>Finds an algorithm by its name.</summary>
    /// <exception cref="UnknownDigestAlgorithmException">There is no algorithm of this name.</exception>
    public static DigestAlgorithm Get(string name) =>
        TryGet(name, out DigestAlgorithm? algorithm) ? algorithm : throw new UnknownDigestAlgorithmException(name);

    /// <summary>Starts a digest. Dispose it.</summary>
    public IncrementalDigest CreateHash() => _create();

    /// <summary>Starts a digest of an inventory, which is rarely long; how long is not known before. Dispose it.</summary>
    internal IncrementalDigest CreateHashOfInventory() =>
        OwnIncrementalDigest.IsAsFast(this) ? new OwnIncrementalDigest(this) : CreateHash();

    /// <summary>The digest of bytes, in lower-case hexadecimal (decimal for <see cref="Size"/>).</summary>
    internal string Hash(ReadOnlySpan<byte> content)
    {
        if (OwnIncrementalDigest.IsFor(this, content.Length))
        {
            return Convert.ToHexStringLower(OwnIncrementalDigest.Hash(this, content));
        }

        if (_system is { } name)
        {
            Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
            return Convert.ToHexStringLower(hash[..CryptographicOperations.HashData(name, content, hash)]);
        }

        using IncrementalDigest digest = CreateHash();
        digest.Append(content);
        return digest.GetHexAndReset();
    }

    /// <summary>Starts a hash whose state can be saved; null for <see cref="Size"/>, which is no hash.</summary>
    internal ResumableHash? CreateResumableHash() => _createResumable();

    /// <summary>
    /// Whether a text has the form of a digest of this algorithm: the right number of hexadecimal digits, in either case.
    /// </summary>
    public bool IsWellFormed(ReadOnlySpan<char> digest) => HexLength is int length
        ? digest.Length == length && !digest.ContainsAnyExcept(HexDigits)
        : digest.Length is > 0 and <= 19 && !digest.ContainsAnyExceptInRange('0', '9') && (digest.Length == 1 || digest[0] != '0');

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal static System.Buffers.SearchValues<char> HexDigits { get; } = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");
}
