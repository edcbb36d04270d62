using System.Text.Json;
using Ocfl.Digests;
using OcflFunctions.Contracts;
using OcflFunctions.Http;

namespace OcflFunctions.Stages;

/// <summary>Reads the body of <c>POST /api/stages</c>.</summary>
internal static class StageRequestReader
{
    private const int MostNameBytes = 64;
    private static readonly string DigestAlgorithms = RequestFields.NameOf(nameof(StageRequest.DigestAlgorithms));

    /// <summary>Reads a request.</summary>
    /// <exception cref="ProblemException">Something is wrong with it; the problem lists all of it.</exception>
    public static StageRequest Read(JsonElement body)
    {
        RequestFields fields = new([]);
        IReadOnlyList<string>? algorithms = null;
        if (fields.Members(body, "", ContractsJson.Default.StageRequest) is { } members)
        {
            algorithms = fields.Texts(
                members,
                "",
                DigestAlgorithms,
                DigestAlgorithm.All.Count,
                MostNameBytes,
                name => DigestAlgorithm.TryGet(name, out DigestAlgorithm? algorithm) && algorithm.HexLength is not null
                    ? null
                    : (ProblemKind.UnknownDigestAlgorithm, $"is '{name}', which is not an algorithm for files of a stage; there are: "
                        + $"{string.Join(", ", DigestAlgorithm.All.Where(each => each.HexLength is not null))}"));
            if (algorithms is { Count: 0 })
            {
                fields.Refuse(
                    ProblemKind.EmptyValue, DigestAlgorithms, $"'{DigestAlgorithms}' must not be empty; leave it out for the default.");
            }
        }

        fields.ThrowIfWrong();
        return new StageRequest { DigestAlgorithms = algorithms is null ? null : [.. algorithms.Distinct(StringComparer.Ordinal)] };
    }
}
