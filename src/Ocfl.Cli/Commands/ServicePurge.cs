using Ocfl.Cli.Service;
using Ocfl.Objects;
using OcflFunctions.Contracts;

namespace Ocfl.Cli.Commands;

/// <summary>Removes an object of a service, by a purge that is waited for.</summary>
internal sealed class ServicePurge(Terminal terminal, string service)
{
    public required bool IsConfirmed { get; init; }

    public required string? Reason { get; init; }

    public required string? User { get; init; }

    public required string? Address { get; init; }

    /// <exception cref="ToolException">It was not confirmed, something is missing, or the purge failed.</exception>
    public async Task RunAsync(string id, bool isJson, CancellationToken cancellationToken)
    {
        string reason = Reason ?? throw new ToolException("--reason is missing: the service keeps a record of what it has removed");
        string user = User ?? throw new ToolException("--user is missing: the service keeps a record of who has removed it");
        string? address = Arguments.ParseAddress(Address);
        ServiceConnection connection = ServiceConnection.Open(service);
        OcflObject found = await new ServiceObjects(connection).OpenAsync(id, cancellationToken).ConfigureAwait(false);
        PurgeLine line = PurgeCommand.Describe(found, IsConfirmed);
        StartedPurge started = await connection.Client.PurgeAsync(
            new PurgeRequest
            {
                Confirm = id,
                Reason = reason,
                User = new UpdateUser(user, address),
                ExpectedHead = found.Head.Number.ToString(),
            },
            idempotencyKey: null,
            cancellationToken).ConfigureAwait(false);
        Purge ended = await new WorkWaiter(terminal, connection).WaitForPurgeAsync(started.Id, cancellationToken).ConfigureAwait(false);
        if (ended.Status != PurgeStatus.Completed)
        {
            throw new ToolException(
                $"the purge {ended.Id} {(ended.Status == PurgeStatus.Failed ? "failed" : "was terminated")}{ProgressText.Reason(ended.Error)}");
        }

        PurgeCommand.Report(terminal, line, isJson);
    }
}
