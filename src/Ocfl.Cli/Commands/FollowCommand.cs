using System.CommandLine;
using Ocfl.Cli.Service;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl follow</c></summary>
internal static class FollowCommand
{
    public static ToolCommand Create(Terminal terminal)
    {
        Argument<string> id = new("ID") { Description = "The id of an update, a validation, an audit, an import or a purge." };
        Option<string> service = ServiceAddress.Required();
        Option<bool> json = new("--json") { Description = "Write one JSON object for each event, for scripts." };
        Command command = new(
            "follow",
            "Show what a service does, as it happens, until it has finished. Exits with 0 if it has completed (a validation: if all is "
                + "valid), 1 if a validation or an audit found errors, 2 if it failed or was cancelled. Ctrl+C stops the following only.")
        {
            id, service, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            ServiceConnection connection = ServiceConnection.Open(ServiceAddress.Read(parsed.GetValue(service)));
            ServiceWork work = await ServiceWork.FindAsync(connection, parsed.GetValue(id)!, cancellationToken).ConfigureAwait(false);
            return await new WorkFollower(terminal, connection, parsed.GetValue(json)).FollowAsync(
                work, cancellationToken).ConfigureAwait(false);
        });
        return new ToolCommand(
            command, ["ocfl follow 5f3c1a --service https://archive.example.org", "ocfl follow 5f3c1a --json"]);
    }
}
