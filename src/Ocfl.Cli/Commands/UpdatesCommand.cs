using System.CommandLine;
using System.Globalization;
using Ocfl.Cli.Service;
using OcflFunctions.Client;
using OcflFunctions.Contracts;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl updates</c></summary>
internal static class UpdatesCommand
{
    public static ToolCommand Create(Terminal terminal)
    {
        Command command = new("updates", "List the updates of a service, and show one: its status, progress, steps and error.")
        {
            CreateList(terminal),
            CreateShow(terminal),
        };
        return new ToolCommand(
            command,
            [
                "ocfl updates list --service https://archive.example.org",
                "ocfl updates list --id urn:example:1 --status Held,Failed --json",
                "ocfl updates show 5f3c1a",
            ]);
    }

    /// <summary>Shows the updates of an object that have not finished, the first to have its turn last.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> WriteUnfinishedAsync(
        Terminal terminal, string address, string id, bool isJson, CancellationToken cancellationToken)
    {
        UpdateFilter filter = new()
        {
            ObjectId = id,
            Statuses = [UpdateStatus.Queued, UpdateStatus.Running, UpdateStatus.Held, UpdateStatus.Suspended],
            PageSize = ServiceLists.LongestPage,
        };
        OcflFunctionsClient client = ServiceConnection.Open(address).Client;
        bool hasAny = false;
        await foreach (Update update in client.ListAsync(filter, cancellationToken).ConfigureAwait(false))
        {
            hasAny = true;
            Write(terminal, update, isJson);
        }

        if (!hasAny && !isJson)
        {
            terminal.WriteLine($"no update of {Terminal.Show(id)} is under way");
        }

        return ExitCode.Success;
    }

    private static Command CreateList(Terminal terminal)
    {
        Option<string> service = ServiceAddress.Required();
        Option<string> id = new("--id") { Description = "Only updates of this object.", HelpName = "ID" };
        Option<string> status = new("--status")
        {
            Description = "Only with these statuses, with commas between: Queued, Running, Held, Suspended, Completed, Unchanged, Failed, "
                + "Cancelled, Terminated.",
            HelpName = "STATUSES",
        };
        Option<string> by = new("--by") { Description = "Only by the user with this name or address.", HelpName = "TEXT" };
        Option<string> text = new("--text") { Description = "Only with this in the message or in the object's id.", HelpName = "TEXT" };
        Option<string> number = ServiceLists.Number();
        Option<bool> json = Arguments.Json();
        Command command = new("list", "List updates, newest first: id, status, time, object, message.")
        {
            service, id, status, by, text, number, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            int most = ServiceLists.ReadNumber(parsed.GetValue(number));
            UpdateFilter filter = new()
            {
                ObjectId = parsed.GetValue(id),
                Statuses = ServiceLists.ReadWords<UpdateStatus>("--status", parsed.GetValue(status)),
                User = parsed.GetValue(by),
                Text = parsed.GetValue(text),
                PageSize = Math.Min(most, ServiceLists.LongestPage),
            };
            OcflFunctionsClient client = ServiceConnection.Open(ServiceAddress.Read(parsed.GetValue(service))).Client;
            await foreach (Update update in client.ListAsync(filter, cancellationToken).Take(most).ConfigureAwait(false))
            {
                if (parsed.GetValue(json))
                {
                    terminal.WriteJson(update, ContractsJson.Relaxed.Update);
                }
                else
                {
                    terminal.WriteLine($"{update.Id}\t{ProgressText.NameOf(update.Status, update.Phase)}\t{ServiceLists.Time(update.CreatedAt)}\t"
                        + $"{Terminal.Show(update.ObjectId ?? "?")}\t{Terminal.Show(update.Request?.Message ?? "")}");
                }
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static Command CreateShow(Terminal terminal)
    {
        Argument<string> id = new("ID") { Description = "The update's id." };
        Option<string> service = ServiceAddress.Required();
        Option<bool> json = Arguments.Json();
        Command command = new("show", "Show an update: its status, progress, steps, and its result or error.") { id, service, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            ServiceWork.RequireId(parsed.GetValue(id)!);
            OcflFunctionsClient client = ServiceConnection.Open(ServiceAddress.Read(parsed.GetValue(service))).Client;
            Update update = await client.GetAsync(parsed.GetValue(id)!, cancellationToken).ConfigureAwait(false);
            Write(terminal, update, parsed.GetValue(json));
            return ExitCode.Success;
        });
        return command;
    }

    private static void Write(Terminal terminal, Update update, bool isJson)
    {
        if (isJson)
        {
            terminal.WriteJson(update, ContractsJson.Relaxed.Update);
            return;
        }

        terminal.WriteRows(
            [
                ("id", update.Id),
                ("object", update.ObjectId),
                ("status", update.IsFinished
                    ? ProgressText.Ending(update)
                    : ProgressText.Of(update.Status, update.Phase, update.Progress) + ProgressText.Reason(update.Error)),
                ("held until", update.Progress.HeldUntil is { } until ? ServiceLists.Time(until) : null),
                ("created", ServiceLists.Time(update.CreatedAt)),
                ("changed", ServiceLists.Time(update.LastUpdatedAt)),
                ("user", update.Request?.User is { } user ? user.Address is null ? user.Name : $"{user.Name} <{user.Address}>" : null),
                ("message", update.Request?.Message),
            ]);
        foreach (UpdateStep step in update.Steps ?? [])
        {
            string state = step.State == StepState.AlreadyDone ? "done before" : step.State.ToString().ToLowerInvariant();
            terminal.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  {step.Number}\t{state}\t{step.Bytes}\t{Terminal.Show(step.Name)}"));
        }
    }
}
