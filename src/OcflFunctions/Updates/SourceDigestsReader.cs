using System.Text.Json;
using Ocfl.Digests;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Http;

namespace OcflFunctions.Updates;

/// <summary>Reads the fields of a source that say what its files must be: a bag, or files with digests.</summary>
/// <param name="fields">Collects what is wrong.</param>
/// <param name="source">The field of the source.</param>
internal sealed class SourceDigestsReader(RequestFields fields, string source)
{
    // They go through the engine with the request.
    private const int MostFiles = 1000;
    private const int MostPathBytes = 4096;
    private const int MostNameBytes = RequestFields.MostIdBytes;

    private static readonly string Bag = RequestFields.NameOf(nameof(UpdateSource.Bag));
    private static readonly string BagTags = RequestFields.NameOf(nameof(UpdateSource.BagTags));
    private static readonly string Digests = RequestFields.NameOf(nameof(UpdateSource.Digests));
    private static readonly string Algorithm = RequestFields.NameOf(nameof(SourceDigests.Algorithm));
    private static readonly string Manifest = RequestFields.NameOf(nameof(SourceDigests.Manifest));
    private static readonly string Files = RequestFields.NameOf(nameof(SourceDigests.Files));

    /// <summary>Whether the source is a bag.</summary>
    public bool ReadBag(Dictionary<string, JsonElement> members)
    {
        bool isBag = fields.Flag(members, source, Bag) ?? false;
        if (isBag && members.ContainsKey(Digests))
        {
            fields.Refuse(
                ProblemKind.ConflictingFields,
                RequestFields.Join(source, Digests),
                $"'{source}.{Digests}' cannot be given for a bag, which has its own manifests.");
        }

        return isBag;
    }

    /// <summary>The folder of the version for tag files.</summary>
    public string? ReadBagTags(Dictionary<string, JsonElement> members)
    {
        string? given = members.ContainsKey(BagTags) ? fields.Required(members, source, BagTags, MostPathBytes) : null;
        if (given is null)
        {
            return null;
        }

        if (!members.TryGetValue(Bag, out JsonElement bag) || bag.ValueKind == JsonValueKind.False)
        {
            fields.Refuse(
                ProblemKind.MissingField, RequestFields.Join(source, Bag), $"'{source}.{BagTags}' needs '{source}.{Bag}': true.");
        }

        return ReadPath(given.EndsWith('/') ? given[..^1] : given, RequestFields.Join(source, BagTags));
    }

    /// <summary>The digests that files must have.</summary>
    public SourceDigests? ReadDigests(Dictionary<string, JsonElement> members)
    {
        string path = RequestFields.Join(source, Digests);
        if (!members.TryGetValue(Digests, out JsonElement value)
            || fields.Members(value, path, ContractsJson.Default.SourceDigests) is not { } digests)
        {
            return null;
        }

        DigestAlgorithm? algorithm = ReadAlgorithm(digests, path);
        if (digests.ContainsKey(Manifest) == digests.ContainsKey(Files))
        {
            fields.Refuse(
                digests.ContainsKey(Manifest) ? ProblemKind.ConflictingFields : ProblemKind.MissingField,
                path,
                $"'{path}' must have either '{Manifest}' or '{Files}'.");
        }

        return new SourceDigests
        {
            Algorithm = algorithm?.Name ?? "",
            Manifest = digests.ContainsKey(Manifest) && fields.Required(digests, path, Manifest, MostPathBytes) is { } manifest
                ? ReadPath(manifest, RequestFields.Join(path, Manifest))
                : null,
            Files = digests.TryGetValue(Files, out JsonElement files) ? ReadFiles(files, RequestFields.Join(path, Files), algorithm) : null,
        };
    }

    private DigestAlgorithm? ReadAlgorithm(Dictionary<string, JsonElement> digests, string path)
    {
        string? name = fields.Required(digests, path, Algorithm, MostNameBytes);
        if (name is null || (DigestAlgorithm.TryGet(name, out DigestAlgorithm? algorithm) && algorithm.HexLength is not null))
        {
            return name is null ? null : DigestAlgorithm.Get(name);
        }

        IEnumerable<DigestAlgorithm> known = DigestAlgorithm.All.Where(other => other.HexLength is not null);
        fields.Refuse(
            ProblemKind.UnknownDigestAlgorithm,
            RequestFields.Join(path, Algorithm),
            $"'{name}' is not a digest algorithm; there are: {string.Join(", ", known)}.");
        return null;
    }

    private Dictionary<string, string>? ReadFiles(JsonElement value, string path, DigestAlgorithm? algorithm)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            fields.Refuse(ProblemKind.WrongType, path, $"'{path}' must be an object of paths with their digests.");
            return null;
        }

        Dictionary<string, string> files = new(StringComparer.Ordinal);
        foreach (JsonProperty file in value.EnumerateObject())
        {
            if (files.Count == MostFiles)
            {
                fields.Refuse(
                    ProblemKind.TooLong,
                    path,
                    FormattableString.Invariant($"'{path}' may have {MostFiles} paths; use '{Manifest}' for more."));
                break;
            }

            string? digest = file.Value.ValueKind == JsonValueKind.String ? file.Value.GetString() : null;
            string field = RequestFields.Join(path, file.Name);
            if (digest is null || algorithm?.IsWellFormed(digest) == false)
            {
                fields.Refuse(ProblemKind.InvalidDigest, field, $"'{field}' must be a digest of {algorithm}, in hexadecimal.");
            }
            else if (fields.IsText(file.Name, field, MostPathBytes) && ReadPath(file.Name, field) is { } name)
            {
                files[name] = digest.ToLowerInvariant();
            }
        }

        return files;
    }

    private string? ReadPath(string path, string field)
    {
        if (StoragePath.IsValid(path))
        {
            return path;
        }

        fields.Refuse(
            ProblemKind.InvalidPath,
            field,
            $"'{field}' is not a path: no slash in front or at the end, and no name that is empty, '.' or '..'.");
        return null;
    }
}
