using System.CommandLine;
using System.Globalization;
using Ocfl.Cli.Service;
using OcflFunctions.Client;
using OcflFunctions.Contracts;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl audits</c></summary>
internal static class AuditsCommand
{
    public static ToolCommand Create(Terminal terminal)
    {
        Command command = new("audits", "Show how much of a service's storage root is audited, start an audit, and list open findings.")
        {
            CreateCoverage(terminal),
            CreateStart(terminal),
            CreateFindings(terminal),
        };
        return new ToolCommand(
            command,
            [
                "ocfl audits coverage --service https://archive.example.org",
                "ocfl audits start --all --wait",
                "ocfl audits findings --json",
            ]);
    }

    private static Command CreateCoverage(Terminal terminal)
    {
        Option<string> service = ServiceAddress.Required();
        Option<bool> json = Arguments.Json();
        Command command = new("coverage", "Show how many objects are checked within the interval, and the last audits.") { service, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            OcflFunctionsClient client = ServiceConnection.Open(ServiceAddress.Read(parsed.GetValue(service))).Client;
            AuditOverview overview = await client.GetAuditsAsync(cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
            {
                // Findings have a command of their own, which lists all of them.
                terminal.WriteJson(overview with { Findings = [], Continuation = null }, ContractsJson.Relaxed.AuditOverview);
            }
            else
            {
                Write(terminal, overview);
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static Command CreateStart(Terminal terminal)
    {
        Option<string> service = ServiceAddress.Required();
        Option<bool> all = new("--all") { Description = "Check all objects, and not only those that are due." };
        Option<bool> wait = new("--wait")
        {
            Description = "Wait until it has finished. Exits with 0 if what was checked is valid, 1 if an object is not, 2 if it failed.",
        };
        Option<bool> json = Arguments.Json();
        Command command = new("start", "Start an audit, which continues without this command. One runs at a time.")
        {
            service, all, wait, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            ServiceConnection connection = ServiceConnection.Open(ServiceAddress.Read(parsed.GetValue(service)));
            StartedAudit started = await connection.Client.StartAuditAsync(
                parsed.GetValue(all), cancellationToken).ConfigureAwait(false);
            bool isJson = parsed.GetValue(json);
            if (!parsed.GetValue(wait))
            {
                if (isJson)
                {
                    terminal.WriteJson(
                        await connection.Client.GetAuditAsync(started.Id, cancellationToken).ConfigureAwait(false),
                        ContractsJson.Relaxed.Audit);
                }
                else
                {
                    terminal.WriteLine($"audit {Terminal.Show(started.Id)} has started; {connection.Suggest("follow " + started.Id)} "
                        + "waits for it");
                }

                return ExitCode.Success;
            }

            Audit ended = await new WorkWaiter(terminal, connection).WaitForAuditAsync(
                started.Id, cancellationToken).ConfigureAwait(false);
            if (isJson)
            {
                terminal.WriteJson(ended, ContractsJson.Relaxed.Audit);
            }
            else
            {
                terminal.WriteLine(Terminal.Show(ProgressText.Ending(ended)));
            }

            return WorkFollower.CodeOf(ended);
        });
        return command;
    }

    private static Command CreateFindings(Terminal terminal)
    {
        Option<string> service = ServiceAddress.Required();
        Option<bool> json = Arguments.Json();
        Command command = new(
            "findings", "List the objects with an open finding: id, place, codes, when it was found. Exits with 1 if there are any.")
        {
            service, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            int code = ExitCode.Success;
            OcflFunctionsClient client = ServiceConnection.Open(ServiceAddress.Read(parsed.GetValue(service))).Client;
            await foreach (OpenFinding finding in client.ListOpenFindingsAsync(
                ServiceLists.LongestPage, cancellationToken).ConfigureAwait(false))
            {
                code = ExitCode.NotValid;
                if (parsed.GetValue(json))
                {
                    terminal.WriteJson(finding, ContractsJson.Relaxed.OpenFinding);
                }
                else
                {
                    terminal.WriteLine($"{Terminal.Show(finding.ObjectId ?? "?")}\t{Terminal.Show(finding.ObjectRoot)}\t"
                        + $"{string.Join(',', finding.Codes)}\t{ServiceLists.Time(finding.FoundAt)}");
                }
            }

            return code;
        });
        return command;
    }

    private static void Write(Terminal terminal, AuditOverview overview)
    {
        AuditCoverage? coverage = overview.Coverage;
        terminal.WriteRows(
            [
                ("schedule", overview.Schedule ?? "none"),
                ("interval", Describe(TimeSpan.FromSeconds(overview.IntervalSeconds))),
                ("counted", coverage is null ? "never" : ServiceLists.Time(coverage.AsOf)),
                ("objects", Number(coverage?.Objects)),
                ("in time", Number(coverage?.WithinInterval)),
                ("overdue", Number(coverage?.Overdue)),
                ("never", Number(coverage?.NeverChecked)),
                ("unverified", Number(coverage?.Unverified)),
                ("findings", Number(coverage?.WithFindings)),
                ("oldest", coverage?.OldestCheck is { } oldest ? ServiceLists.Time(oldest) : null),
            ]);
        foreach (Audit run in overview.Runs)
        {
            terminal.WriteLine($"  {run.Id}\t{ServiceLists.Time(run.CreatedAt)}\t"
                + Terminal.Show(run.IsFinished
                    ? ProgressText.Ending(run)
                    : $"{run.Status.ToString().ToLowerInvariant()}, {ProgressText.Of(run.Progress)}"));
        }
    }

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string Describe(TimeSpan interval) => interval.TotalDays >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{interval.TotalDays:0.#} days")
        : interval.ToString("c", CultureInfo.InvariantCulture);
}
