using System.Net;
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

/// <summary>Who a request is from, for the limit on stages.</summary>
internal static class StageClient
{
    /// <summary>The caller's name if it is known; otherwise its address.</summary>
    public static string Of(HttpRequest request)
    {
        if (request.HttpContext.User.Identity is { IsAuthenticated: true, Name: { Length: > 0 } name })
        {
            return name;
        }

        // Behind the Functions host or a proxy, the last address is the one that this side added.
        IPAddress? address = request.HttpContext.Connection.RemoteIpAddress;
        string forwarded = request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim();
        return (address is null || IPAddress.IsLoopback(address)) && IPEndPoint.TryParse(forwarded, out IPEndPoint? client)
            ? client.Address.ToString()
            : address?.ToString() ?? "";
    }
}
