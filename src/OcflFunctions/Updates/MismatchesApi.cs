using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using OcflFunctions.Contracts;
using OcflFunctions.Http;

namespace OcflFunctions.Updates;

/// <summary>Returns what is wrong with the sources of updates that were refused for that.</summary>
public sealed class MismatchesApi(MismatchStore mismatches)
{
    private const int UsualTop = 100;
    private const int MostTop = 1000;

    /// <summary><c>GET /api/updates/{id}/mismatches</c>: the files that are missing, too many, or have another digest.</summary>
    [Function("ListMismatches")]
    public Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "updates/{id}/mismatches")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => ApiResults.AnswerAsync(request, PageQuery.Parameters, async () =>
        {
            int top = PageQuery.ReadTop(request.Query, UsualTop, MostTop);
            int first = PageQuery.ReadContinuation(
                request.Query, (number, _) => int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture));
            await UpdateInstances.GetAsync(client, id, cancellationToken);
            MismatchRecord record = await mismatches.TryGetAsync(id, cancellationToken) ?? new MismatchRecord(0, []);
            SourceMismatch[] page = [.. record.Listed.Skip(first).Take(top)];
            int next = first + page.Length;
            string? continuation = next < record.Listed.Count && page.Length > 0
                ? PageQuery.Continue(next.ToString(CultureInfo.InvariantCulture), "")
                : null;
            return ApiResults.Json(
                new SourceMismatchPage(record.Total, page, continuation), ContractsJson.Relaxed.SourceMismatchPage);
        });
}
