using System.Net;
using OcflFunctions.Client;

namespace Ocfl.Cli.Service;

/// <summary>The kind of something that a service does.</summary>
internal enum WorkKind
{
    Update,
    Validation,
    Audit,
    Import,
    Purge,
}

/// <summary>Something that a service does or did: an update, a validation, an audit, an import or a purge.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Id">Its id.</param>
internal sealed record ServiceWork(WorkKind Kind, string Id)
{
    /// <summary>The kind as output names it.</summary>
    public string KindName => Kind.ToString().ToLowerInvariant();

    /// <summary>Finds out what an id is the id of.</summary>
    /// <exception cref="ToolException">It is the id of nothing.</exception>
    public static async Task<ServiceWork> FindAsync(ServiceConnection service, string id, CancellationToken cancellationToken)
    {
        RequireId(id);
        foreach (WorkKind kind in Enum.GetValues<WorkKind>())
        {
            try
            {
                await GetAsync(service.Client, kind, id, cancellationToken).ConfigureAwait(false);
                return new ServiceWork(kind, id);
            }
            catch (OcflFunctionsException missing) when (missing.Status == HttpStatusCode.NotFound && missing.Kind is not null)
            {
                // It may be the id of something else.
            }
        }

        throw new ToolException("ID", id, $"there is no update, validation, audit, import or purge with this id in {service.Address}");
    }

    /// <summary>Refuses what can be no id.</summary>
    public static void RequireId(string id)
    {
        if (id is "" or "." or "..")
        {
            throw new ToolException("ID", id, "is not an id");
        }
    }

    /// <summary>Sends a command.</summary>
    /// <param name="service">The service.</param>
    /// <param name="command"><c>suspend</c>, <c>resume</c>, <c>cancel</c> or <c>retry</c>.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ToolException">This kind does not have the command.</exception>
    public Task SendAsync(ServiceConnection service, string command, CancellationToken cancellationToken)
    {
        OcflFunctionsClient client = service.Client;
        return (Kind, command) switch
        {
            (WorkKind.Update, "suspend") => client.SuspendAsync(Id, cancellationToken),
            (WorkKind.Update, "resume") => client.ResumeAsync(Id, cancellationToken),
            (WorkKind.Update, "cancel") => client.CancelAsync(Id, cancellationToken),
            (WorkKind.Update, "retry") => client.RetryAsync(Id, cancellationToken),
            (WorkKind.Validation, "suspend") => client.SuspendValidationAsync(Id, cancellationToken),
            (WorkKind.Validation, "resume") => client.ResumeValidationAsync(Id, cancellationToken),
            (WorkKind.Validation, "cancel") => client.CancelValidationAsync(Id, cancellationToken),
            (WorkKind.Audit, "suspend") => client.SuspendAuditAsync(Id, cancellationToken),
            (WorkKind.Audit, "resume") => client.ResumeAuditAsync(Id, cancellationToken),
            (WorkKind.Audit, "cancel") => client.CancelAuditAsync(Id, cancellationToken),
            (WorkKind.Import, "suspend") => client.SuspendImportAsync(Id, cancellationToken),
            (WorkKind.Import, "resume") => client.ResumeImportAsync(Id, cancellationToken),
            (WorkKind.Import, "cancel") => client.CancelImportAsync(Id, cancellationToken),
            _ => throw new ToolException("ID", Id, $"is the id of {(KindName is ['a' or 'i' or 'u', ..] ? "an" : "a")} {KindName}, which "
                + $"cannot be {(command == "retry" ? "retried; only a held update can" : command == "cancel" ? "cancelled" : command + "d")}"),
        };
    }

    private static Task GetAsync(OcflFunctionsClient client, WorkKind kind, string id, CancellationToken cancellationToken) => kind switch
    {
        WorkKind.Update => client.GetAsync(id, cancellationToken),
        WorkKind.Validation => client.GetValidationAsync(id, cancellationToken),
        WorkKind.Audit => client.GetAuditAsync(id, cancellationToken),
        WorkKind.Import => client.GetImportAsync(id, cancellationToken),
        _ => client.GetPurgeAsync(id, cancellationToken),
    };
}
