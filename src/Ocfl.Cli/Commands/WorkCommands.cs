using System.CommandLine;
using Ocfl.Cli.Service;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl suspend</c>, <c>ocfl resume</c>, <c>ocfl cancel</c> and <c>ocfl retry</c></summary>
internal static class WorkCommands
{
    public static ToolCommand Suspend(Terminal terminal) => Create(
        terminal,
        "suspend",
        "Suspend an update, a validation, an audit or an import of a service: what runs now finishes, and nothing further starts.");

    public static ToolCommand Resume(Terminal terminal) => Create(
        terminal, "resume", "Resume what 'ocfl suspend' has suspended.");

    public static ToolCommand Cancel(Terminal terminal) => Create(
        terminal,
        "cancel",
        "Cancel an update, a validation, an audit or an import of a service. An update is undone, unless it is committed by then.");

    public static ToolCommand Retry(Terminal terminal) => Create(
        terminal, "retry", "Continue a held update of a service, once the fault is fixed.");

    private static ToolCommand Create(Terminal terminal, string name, string description)
    {
        Argument<string> id = new("ID") { Description = "Its id." };
        Option<string> service = ServiceAddress.Required();
        Option<bool> json = Arguments.Json();
        Command command = new(name, description) { id, service, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            ServiceConnection connection = ServiceConnection.Open(ServiceAddress.Read(parsed.GetValue(service)));
            ServiceWork work = await ServiceWork.FindAsync(connection, parsed.GetValue(id)!, cancellationToken).ConfigureAwait(false);
            await work.SendAsync(connection, name, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
            {
                terminal.WriteJson(new AcceptedLine(work.KindName, work.Id, name), ServiceLines.Plain.AcceptedLine);
            }
            else
            {
                terminal.WriteLine($"the service has accepted to {name} the {work.KindName} {Terminal.Show(work.Id)}");
            }

            return ExitCode.Success;
        });
        return new ToolCommand(command, [$"ocfl {name} 5f3c1a"]);
    }
}
