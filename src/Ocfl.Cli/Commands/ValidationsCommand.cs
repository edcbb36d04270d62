using System.CommandLine;
using System.Globalization;
using Ocfl.Cli.Service;
using OcflFunctions.Client;
using OcflFunctions.Contracts;
using StoredValidation = OcflFunctions.Contracts.Validation;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl validations</c></summary>
internal static class ValidationsCommand
{
    public static ToolCommand Create(Terminal terminal)
    {
        Command command = new("validations", "Start and list the validations of a service, and show one with its findings.")
        {
            CreateStart(terminal),
            CreateList(terminal),
            CreateShow(terminal),
            CreateFindings(terminal),
        };
        return new ToolCommand(
            command,
            [
                "ocfl validations start --service https://archive.example.org",
                "ocfl validations start --id urn:example:1 --wait",
                "ocfl validations list --status Running",
                "ocfl validations show 7d20b4",
                "ocfl validations findings 7d20b4 --json",
            ]);
    }

    private static Command CreateStart(Terminal terminal)
    {
        Option<string> service = ServiceAddress.Required();
        Option<string> id = new("--id") { Description = "Validate this object, and not the storage root with all objects.", HelpName = "ID" };
        Option<bool> structure = new("--structure") { Description = "Do not read content." };
        Option<bool> wait = new("--wait")
        {
            Description = "Wait until it has finished. Exits with 0 if all is valid, 1 if there are errors, 2 if not everything was checked.",
        };
        Option<bool> json = Arguments.Json();
        Command command = new("start", "Start a validation, which continues without this command. 'ocfl validate --service' shows findings.")
        {
            service, id, structure, wait, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(id) is { } objectId)
            {
                ObjectLookup.RequireId(objectId);
            }

            ServiceConnection connection = ServiceConnection.Open(ServiceAddress.Read(parsed.GetValue(service)));
            StartedValidation started = await connection.Client.StartValidationAsync(
                new OcflFunctions.Contracts.ValidationRequest { ObjectId = parsed.GetValue(id), Content = !parsed.GetValue(structure) },
                idempotencyKey: null,
                cancellationToken).ConfigureAwait(false);
            if (!parsed.GetValue(wait))
            {
                if (parsed.GetValue(json))
                {
                    Write(terminal, await connection.Client.GetValidationAsync(
                        started.Id, cancellationToken).ConfigureAwait(false), isJson: true);
                }
                else
                {
                    terminal.WriteLine($"validation {Terminal.Show(started.Id)} has started; "
                        + $"{connection.Suggest("follow " + started.Id)} shows it");
                }

                return ExitCode.Success;
            }

            StoredValidation ended = await new WorkWaiter(terminal, connection).WaitForValidationAsync(
                started.Id, cancellationToken).ConfigureAwait(false);
            Write(terminal, ended, parsed.GetValue(json));
            return WorkFollower.CodeOf(ended);
        });
        return command;
    }

    private static Command CreateList(Terminal terminal)
    {
        Option<string> service = ServiceAddress.Required();
        Option<string> id = new("--id") { Description = "Only validations of this object.", HelpName = "ID" };
        Option<string> status = new("--status")
        {
            Description = "Only with these statuses, with commas between: Queued, Running, Suspended, Completed, Failed, Cancelled, "
                + "Terminated.",
            HelpName = "STATUSES",
        };
        Option<string> number = ServiceLists.Number();
        Option<bool> json = Arguments.Json();
        Command command = new("list", "List validations, newest first: id, status, time, object (* for all), outcome.")
        {
            service, id, status, number, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            int most = ServiceLists.ReadNumber(parsed.GetValue(number));
            ValidationFilter filter = new()
            {
                ObjectId = parsed.GetValue(id),
                Statuses = ServiceLists.ReadWords<ValidationStatus>("--status", parsed.GetValue(status)),
                PageSize = Math.Min(most, ServiceLists.LongestPage),
            };
            OcflFunctionsClient client = ServiceConnection.Open(ServiceAddress.Read(parsed.GetValue(service))).Client;
            await foreach (StoredValidation validation in client.ListValidationsAsync(filter, cancellationToken)
                .Take(most).ConfigureAwait(false))
            {
                if (parsed.GetValue(json))
                {
                    terminal.WriteJson(validation, ContractsJson.Relaxed.Validation);
                }
                else
                {
                    terminal.WriteLine($"{validation.Id}\t{validation.Status.ToString().ToLowerInvariant()}\t"
                        + $"{ServiceLists.Time(validation.CreatedAt)}\t{Terminal.Show(validation.Request?.ObjectId ?? "*")}\t"
                        + $"{validation.Result?.Outcome.ToString().ToLowerInvariant()}");
                }
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static Command CreateShow(Terminal terminal)
    {
        Argument<string> id = new("ID") { Description = "The validation's id." };
        Option<string> service = ServiceAddress.Required();
        Option<bool> json = Arguments.Json();
        Command command = new("show", "Show a validation: its status, progress and result.") { id, service, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            ServiceWork.RequireId(parsed.GetValue(id)!);
            OcflFunctionsClient client = ServiceConnection.Open(ServiceAddress.Read(parsed.GetValue(service))).Client;
            Write(
                terminal,
                await client.GetValidationAsync(parsed.GetValue(id)!, cancellationToken).ConfigureAwait(false),
                parsed.GetValue(json));
            return ExitCode.Success;
        });
        return command;
    }

    private static Command CreateFindings(Terminal terminal)
    {
        Argument<string> id = new("ID") { Description = "The validation's id." };
        Option<string> service = ServiceAddress.Required();
        Option<bool> json = Arguments.Json();
        Command command = new("findings", "List what a validation has found until now.") { id, service, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            ServiceWork.RequireId(parsed.GetValue(id)!);
            OcflFunctionsClient client = ServiceConnection.Open(ServiceAddress.Read(parsed.GetValue(service))).Client;
            await foreach (Finding finding in client.ListFindingsAsync(
                parsed.GetValue(id)!, pageSize: 1000, cancellationToken).ConfigureAwait(false))
            {
                Write(terminal, finding, parsed.GetValue(json));
            }

            return ExitCode.Success;
        });
        return command;
    }

    /// <summary>Writes a finding: where, code, severity, place and message.</summary>
    private static void Write(Terminal terminal, Finding finding, bool isJson)
    {
        if (isJson)
        {
            terminal.WriteJson(finding, ContractsJson.Relaxed.Finding);
            return;
        }

        string place = (finding.Path.Length == 0 ? "." : finding.Path) + (finding.JsonPointer is null ? "" : "#" + finding.JsonPointer);
        terminal.WriteLine($"{Terminal.Show(finding.ObjectRoot.Length == 0 ? "." : finding.ObjectRoot)}\t{finding.Code}\t"
            + $"{finding.Severity.ToString().ToLowerInvariant()}\t{Terminal.Show(place)}\t{Terminal.Show(finding.Message)}");
    }

    private static void Write(Terminal terminal, StoredValidation validation, bool isJson)
    {
        if (isJson)
        {
            terminal.WriteJson(validation, ContractsJson.Relaxed.Validation);
            return;
        }

        ValidationCounts counts = validation.Result ?? (ValidationCounts)validation.Progress;
        terminal.WriteRows(
            [
                ("id", validation.Id),
                ("object", validation.Request?.ObjectId ?? "all of the storage root"),
                ("status", validation.IsFinished
                    ? ProgressText.Ending(validation)
                    : $"{validation.Status.ToString().ToLowerInvariant()}, {ProgressText.Of(validation.Progress)}"),
                ("content", validation.Request?.Content == false
                    ? "not read"
                    : string.Create(CultureInfo.InvariantCulture, $"{counts.Files} files, {counts.Bytes} bytes read")),
                ("created", ServiceLists.Time(validation.CreatedAt)),
                ("changed", ServiceLists.Time(validation.LastUpdatedAt)),
            ]);
    }
}
