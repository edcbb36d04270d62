using System.CommandLine;
using Ocfl.Cli.Service;
using OcflFunctions.Contracts;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl service</c></summary>
internal static class ServiceCommand
{
    public static ToolCommand Create(Terminal terminal)
    {
        Option<string> service = ServiceAddress.Required();
        Option<bool> json = Arguments.Json();
        Command command = new(
            "service",
            "Show a service: whether it is ready, its version, engine and storage, and whether it accepts the key. Exits with 2 if it is "
                + "not ready.")
        {
            service, json,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            terminal, ServiceAddress.Read(parsed.GetValue(service)), parsed.GetValue(json), cancellationToken));
        return new ToolCommand(command, ["ocfl service --service http://127.0.0.1:7071", "ocfl service --json"]);
    }

    private static async Task<int> RunAsync(Terminal terminal, string address, bool isJson, CancellationToken cancellationToken)
    {
        ServiceConnection connection = ServiceConnection.Open(address);
        HealthReport health = await connection.Client.GetHealthAsync(cancellationToken).ConfigureAwait(false);

        // Everyone may ask for the health; this call needs the key.
        ServiceVersion version = await connection.Client.GetVersionAsync(cancellationToken).ConfigureAwait(false);
        ServiceLine line = new(
            address,
            health.Status,
            version.Product,
            version.Version,
            version.Engine,
            version.Storage,
            version.Layout,
            version.Specification,
            health.Checks);
        if (isJson)
        {
            terminal.WriteJson(line, ServiceLines.Plain.ServiceLine);
        }
        else
        {
            terminal.WriteRows(
                [
                    ("url", line.Url),
                    ("status", line.Status),
                    ("version", $"{line.Product} {line.Version}"),
                    ("engine", line.Engine),
                    ("storage", line.Storage),
                    ("OCFL", line.Specification),
                    ("layout", line.Layout),
                ]);
            foreach ((string name, string result) in line.Checks)
            {
                terminal.WriteLine($"  {Terminal.Show(name)}\t{Terminal.Show(result)}");
            }
        }

        return health.Status == HealthReport.Ready ? ExitCode.Success : ExitCode.Failure;
    }
}
