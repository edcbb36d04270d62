using Microsoft.AspNetCore.Http;
using OcflFunctions.Contracts;
using OcflFunctions.Http;

namespace OcflFunctions.Stages;

/// <summary>Describes stages for callers.</summary>
internal static class StageViews
{
    /// <summary>A stage.</summary>
    public static Stage Describe(StageRecord stage, string? holder, HttpRequest request) => new()
    {
        Id = stage.Id,
        Status = holder is null ? StageStatus.Open : StageStatus.Taken,
        CreatedAt = stage.CreatedAt,
        Expires = stage.Expires,
        DigestAlgorithms = stage.DigestAlgorithms,
        UpdateId = holder,
        Links = LinksOf(stage.Id, request),
    };

    /// <summary>A stage with a page of its files.</summary>
    public static StageContents Describe(
        StageState state, IReadOnlyList<StageFile> files, string? continuation, HttpRequest request) => new()
        {
            Id = state.Stage.Id,
            Status = state.Holder is null ? StageStatus.Open : StageStatus.Taken,
            CreatedAt = state.Stage.CreatedAt,
            Expires = state.Stage.Expires,
            DigestAlgorithms = state.Stage.DigestAlgorithms,
            UpdateId = state.Holder,
            Links = LinksOf(state.Stage.Id, request),
            Files = files,
            Continuation = continuation,
        };

    /// <summary>A file.</summary>
    public static StageFile Describe(StageFileRecord file) => new()
    {
        Path = file.Path,
        Length = file.Length,
        Digests = file.Digests,
        UploadedAt = file.UploadedAt,
    };

    private static StageLinks LinksOf(string id, HttpRequest request)
    {
        string self = ApiResults.PathOf(request, "/stages", id);
        return new StageLinks(self, self + "/files", self + "/uploads");
    }
}
