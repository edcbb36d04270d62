using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Ocfl.Storage;

namespace Ocfl.Layouts;

/// <summary>
/// Extension <c>0011-direct-clean-path-layout</c>: the id as a path, with the characters that are dangerous in names replaced or
/// encoded; a digest where a name or the path comes out too long.
/// </summary>
/// <remarks>
/// <para>Where the document's text, examples and code differ: examples first (an initial <c>~</c> is encoded), then the text (the
/// fallback is of the id as given; tuples come in order), and the code where the text leaves a choice (lengths count the bytes of
/// UTF-8, in which file systems count).</para>
/// <para>One object's id can be a path into another object (<c>a</c> and <c>a/b</c>); such ids cannot be in one root.</para>
/// </remarks>
public sealed class DirectCleanPathLayout : IStorageLayout
{
    /// <summary>The extension's registered name.</summary>
    public const string Name = "0011-direct-clean-path-layout";

    private const string WhitespaceCharacters =
        "\u0009\u000a\u000b\u000c\u000d\u0020\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u3000";

    private const string DangerousCharacters =
        "\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000a\u000b\u000c\u000d\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\u007f"
            + "*?:[]\"<>|(){}&'!;#@";

    private static readonly SearchValues<char> Whitespace = SearchValues.Create(WhitespaceCharacters);
    private static readonly SearchValues<char> Dangerous = SearchValues.Create(DangerousCharacters);
    private static readonly SearchValues<char> HexadecimalDigits = SearchValues.Create("0123456789abcdefABCDEF");
    private static readonly char[] Trailing = WhitespaceCharacters.ToCharArray();
    private static readonly char[] Leading = [.. Trailing, '-', '~'];

    private readonly DirectCleanPathParameters _parameters;
    private readonly LayoutDigest _digest;

    /// <summary>The layout with its parameters.</summary>
    /// <param name="parameters">The parameters; null for the defaults.</param>
    /// <exception cref="LayoutConfigurationException">A parameter breaks a rule.</exception>
    public DirectCleanPathLayout(DirectCleanPathParameters? parameters = null)
    {
        _parameters = parameters ?? new();
        _digest = new LayoutDigest(Name, "fallbackDigestAlgorithm", _parameters.FallbackDigestAlgorithm);
        Require("maxPathSegmentLen", _parameters.MaxPathSegmentLen > 0, "must be an integer greater than 0");
        Require("maxPathnameLen", _parameters.MaxPathnameLen > 0, "must be an integer greater than 0");
        Require("numberOfFallbackTuples", _parameters.NumberOfFallbackTuples >= 0, "must be an integer of 0 or more");
        Require("fallbackTupleSize", _parameters.FallbackTupleSize > 0, "must be an integer greater than 0");
        Require(
            "numberOfFallbackTuples",
            (long)_parameters.NumberOfFallbackTuples * _parameters.FallbackTupleSize < _digest.Length,
            $"times 'fallbackTupleSize' must be less than the digest's {_digest.Length} characters");
        Require("fallbackFolder", StoragePath.IsValid(_parameters.FallbackFolder), "must be a path with no empty, '.' or '..' name");
        Require("replacementString", IsPartOfName(_parameters.ReplacementString), "must not hold a '/' or a NUL");
        Require("whitespaceReplacementString", IsPartOfName(_parameters.WhitespaceReplacementString), "must not hold a '/' or a NUL");
    }

    /// <inheritdoc/>
    public string ExtensionName => Name;

    /// <inheritdoc/>
    public string Description =>
        $"The object's id as a path, with dangerous characters {(_parameters.EncodeUtf ? "encoded" : "replaced")}.";

    /// <inheritdoc/>
    public string GetObjectRoot(string objectId)
    {
        ArgumentException.ThrowIfNullOrEmpty(objectId);
        string id = ReplaceHalfSurrogates(objectId);
        string[] names = [.. id.Split('/').Select(Clean).Where(name => name.Length > 0)];
        string path = string.Join('/', names);
        bool isTooLong = names.Any(name => Encoding.UTF8.GetByteCount(name) > _parameters.MaxPathSegmentLen)
            || Encoding.UTF8.GetByteCount(path) > _parameters.MaxPathnameLen;
        return ObjectRootRules.RequireObjectRoot(Name, objectId, isTooLong ? GetFallback(objectId, id) : path);
    }

    /// <inheritdoc/>
    public void WriteParameters(Utf8JsonWriter writer)
    {
        writer.WriteNumber("maxPathSegmentLen", _parameters.MaxPathSegmentLen);
        writer.WriteNumber("maxPathnameLen", _parameters.MaxPathnameLen);
        writer.WriteBoolean("encodeUTF", _parameters.EncodeUtf);
        writer.WriteString("replacementString", _parameters.ReplacementString);
        writer.WriteString("whitespaceReplacementString", _parameters.WhitespaceReplacementString);
        writer.WriteString("fallbackDigestAlgorithm", _parameters.FallbackDigestAlgorithm);
        writer.WriteString("fallbackFolder", _parameters.FallbackFolder);
        writer.WriteNumber("numberOfFallbackTuples", _parameters.NumberOfFallbackTuples);
        writer.WriteNumber("fallbackTupleSize", _parameters.FallbackTupleSize);
    }

    internal static DirectCleanPathLayout Create(LayoutParameters parameters)
    {
        DirectCleanPathParameters defaults = new();
        return new(new DirectCleanPathParameters
        {
            MaxPathSegmentLen = parameters.GetInteger("maxPathSegmentLen", defaults.MaxPathSegmentLen),
            MaxPathnameLen = parameters.GetInteger("maxPathnameLen", defaults.MaxPathnameLen),
            EncodeUtf = parameters.GetBoolean("encodeUTF", defaults.EncodeUtf),
            ReplacementString = parameters.GetString("replacementString", defaults.ReplacementString),
            WhitespaceReplacementString = parameters.GetString("whitespaceReplacementString", defaults.WhitespaceReplacementString),
            FallbackDigestAlgorithm = parameters.GetString("fallbackDigestAlgorithm", defaults.FallbackDigestAlgorithm),
            FallbackFolder = parameters.GetString("fallbackFolder", defaults.FallbackFolder),
            NumberOfFallbackTuples = parameters.GetInteger("numberOfFallbackTuples", defaults.NumberOfFallbackTuples),
            FallbackTupleSize = parameters.GetInteger("fallbackTupleSize", defaults.FallbackTupleSize),
        });
    }

    private static void Require(string parameter, bool holds, string rule)
    {
        if (!holds)
        {
            throw new LayoutConfigurationException(Name, parameter, rule);
        }
    }

    private static bool IsPartOfName(string text) => !text.AsSpan().ContainsAny('/', '\0');

    private string ReplaceHalfSurrogates(string text)
    {
        StringBuilder result = new(text.Length);
        for (int i = 0; i < text.Length;)
        {
            bool isUnicode = Rune.DecodeFromUtf16(text.AsSpan(i), out _, out int length) == OperationStatus.Done;
            _ = isUnicode ? result.Append(text, i, length) : result.Append(_parameters.ReplacementString);
            i += length;
        }

        return result.ToString();
    }

    private string Clean(string name) => _parameters.EncodeUtf ? EncodeCharacters(name) : ReplaceCharacters(name);

    private static string EncodeCharacters(string name)
    {
        bool isPeriods = IsPeriods(name);
        StringBuilder result = new(name.Length);
        for (int i = 0; i < name.Length; i++)
        {
            char character = name[i];
            bool isEncoded = Whitespace.Contains(character)
                || Dangerous.Contains(character)
                || (character == '=' && IsCode(name.AsSpan(i + 1)))
                || (i == 0 && (character == '~' || isPeriods));
            _ = isEncoded ? AppendCode(result, character) : result.Append(character);
        }

        return result.ToString();
    }

    private string ReplaceCharacters(string name)
    {
        string withoutWhitespace = ReplaceAny(name, Whitespace, _parameters.WhitespaceReplacementString);
        string clean = ReplaceAny(withoutWhitespace, Dangerous, _parameters.ReplacementString);
        string trimmed = clean.TrimStart(Leading).TrimEnd(Trailing);
        return IsPeriods(trimmed) ? _parameters.ReplacementString + trimmed[1..] : trimmed;
    }

    private static string ReplaceAny(string text, SearchValues<char> characters, string replacement)
    {
        if (!text.AsSpan().ContainsAny(characters))
        {
            return text;
        }

        StringBuilder result = new(text.Length);
        foreach (char character in text)
        {
            _ = characters.Contains(character) ? result.Append(replacement) : result.Append(character);
        }

        return result.ToString();
    }

    private static bool IsPeriods(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept('.');

    private static bool IsCode(ReadOnlySpan<char> text) =>
        text.Length >= 5 && text[0] == 'u' && !text[1..5].ContainsAnyExcept(HexadecimalDigits);

    private static StringBuilder AppendCode(StringBuilder result, char character) =>
        result.Append("=u").Append(((int)character).ToString("X4", CultureInfo.InvariantCulture));

    private string GetFallback(string objectId, string id)
    {
        string digest = _digest.GetHexadecimal(Encoding.UTF8.GetBytes(id));
        IEnumerable<string> tuples = Enumerable.Range(0, _parameters.NumberOfFallbackTuples).Select(
            i => digest.Substring(i * _parameters.FallbackTupleSize, _parameters.FallbackTupleSize));
        IEnumerable<string> names = digest.Chunk(_parameters.MaxPathSegmentLen).Select(part => new string(part));
        string path = string.Join('/', [_parameters.FallbackFolder, .. tuples, .. names]);
        return path.Length <= _parameters.MaxPathnameLen
            ? path
            : throw new LayoutException(
                Name, objectId, $"its fallback '{path}' is longer than 'maxPathnameLen', {_parameters.MaxPathnameLen}");
    }
}
