using System.Text.Json;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Http;

namespace OcflFunctions.Updates;

/// <summary>Reads which place a source is: a folder, a container with a prefix, or what else a request may name.</summary>
/// <param name="fields">Collects what is wrong.</param>
/// <param name="path">The source's own field.</param>
internal sealed class SourcePlaceReader(RequestFields fields, string path)
{
    private const int MostPathBytes = 4096;

    private static readonly string Container = RequestFields.NameOf(nameof(UpdateSource.Container));
    private static readonly string Prefix = RequestFields.NameOf(nameof(UpdateSource.Prefix));

    /// <summary>Refuses a source that names no place, or more than one.</summary>
    /// <param name="source">The members of the source.</param>
    /// <param name="known">The members that name a place.</param>
    public void RequireOne(Dictionary<string, JsonElement> source, params string[] known)
    {
        string[] places = [.. known.Where(source.ContainsKey)];
        if (places.Length > 1)
        {
            fields.Refuse(
                ProblemKind.ConflictingFields,
                RequestFields.Join(path, places[1]),
                $"'{path}' has both '{places[0]}' and '{places[1]}'; it must have one of them.");
        }
        else if (source.ContainsKey(Prefix) && !source.ContainsKey(Container))
        {
            ProblemKind kind = places.Length > 0 ? ProblemKind.ConflictingFields : ProblemKind.MissingField;
            fields.Refuse(
                kind,
                RequestFields.Join(path, places.Length > 0 ? Prefix : Container),
                $"'{path}.{Prefix}' is a path in a '{path}.{Container}'.");
        }
        else if (places.Length == 0)
        {
            string[] quoted = [.. known.Select(place => $"'{place}'")];
            fields.Refuse(
                ProblemKind.MissingField, path, $"'{path}' must have {string.Join(", ", quoted[..^1])} or {quoted[^1]}.");
        }
    }

    /// <summary>A member that names a place; null if it is missing.</summary>
    public string? ReadPlace(Dictionary<string, JsonElement> source, string name) =>
        source.ContainsKey(name) ? fields.Required(source, path, name, MostPathBytes) : null;

    /// <summary>The path in a container; null for the container itself.</summary>
    public string? ReadPrefix(Dictionary<string, JsonElement> source)
    {
        string? prefix = fields.Optional(source, path, Prefix, MostPathBytes);
        if (prefix is null or "")
        {
            return null;
        }

        // A folder's path is often written with a slash at the end.
        string trimmed = prefix.EndsWith('/') ? prefix[..^1] : prefix;
        if (!StoragePath.IsValid(trimmed))
        {
            fields.Refuse(
                ProblemKind.InvalidPrefix,
                RequestFields.Join(path, Prefix),
                $"'{prefix}' is not a path in a container: no slash in front, and no name that is empty, '.' or '..'.");
        }

        return trimmed;
    }
}
