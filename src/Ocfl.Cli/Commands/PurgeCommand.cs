using System.CommandLine;
using System.Globalization;
using Ocfl.Cli.Service;
using Ocfl.Objects;
using Ocfl.Updates;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl purge</c></summary>
internal static class PurgeCommand
{
    public static ToolCommand Create(Terminal terminal)
    {
        Argument<string> root = Arguments.Root();
        Option<string> id = Arguments.Id();
        Option<bool> yes = new("--yes") { Description = "Remove it; otherwise the object is only described." };
        Option<string> pending = Arguments.Pending();
        ServiceOption reason = new("--reason")
        {
            Description = "With --service: why it is removed, for the record that stays.",
            HelpName = "TEXT",
        };
        ServiceOption user = new("--user")
        {
            Description = "With --service: who removes it, for the record that stays.",
            HelpName = "NAME",
        };
        ServiceOption address = new("--address") { Description = "With --service: the user's address, a URI.", HelpName = "URI" };
        Option<bool> json = Arguments.Json();
        Command command = new(
            "purge", "Remove an object with all its versions, and what is staged for it. This cannot be undone.")
        {
            root, id, yes, pending, reason, user, address, json, ServiceAddress.InPlaceOfRoot(),
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string folder = parsed.GetValue(root)!;
            string name = parsed.GetValue(id)!;
            ObjectLookup.RequireId(name);
            if (ServiceAddress.Find(folder) is { } service)
            {
                ServiceAddress.Refuse(parsed, ("--pending", "the settings of the service decide"));
                ServicePurge purge = new(terminal, service)
                {
                    IsConfirmed = parsed.GetValue(yes),
                    Reason = parsed.GetValue(reason),
                    User = parsed.GetValue(user),
                    Address = parsed.GetValue(address),
                };
                await purge.RunAsync(name, parsed.GetValue(json), cancellationToken).ConfigureAwait(false);
                return ExitCode.Success;
            }

            if (Array.Find<ServiceOption>([reason, user, address], option => CommandDefaults.IsGiven(parsed, option.Name)) is { } lonely)
            {
                throw new ToolException($"{lonely.Name} is for --service, which keeps a record of what it has removed");
            }

            WritableRoot opened = await Place.OpenRootToWriteAsync(
                folder, parsed.GetValue(pending), cancellationToken).ConfigureAwait(false);
            OcflObject found = await opened.Root.OpenObjectAsync(name, cancellationToken).ConfigureAwait(false)
                ?? throw new ToolException("--id", name, $"there is no such object in {folder}");
            PurgeLine line = Describe(found, parsed.GetValue(yes));
            await new ObjectPurge(opened.Root.Storage, opened.Work).PurgeAsync(found, cancellationToken).ConfigureAwait(false);
            Report(terminal, line, parsed.GetValue(json));
            return ExitCode.Success;
        });
        return new ToolCommand(
            command,
            [
                "ocfl purge archive --id urn:example:1 --yes",
                "ocfl purge --service https://archive.example.org --id urn:example:1 --reason 'Takedown 17' --user Ann --yes",
            ]);
    }

    /// <summary>What is removed.</summary>
    /// <exception cref="ToolException">It was not confirmed.</exception>
    public static PurgeLine Describe(OcflObject found, bool isConfirmed)
    {
        PurgeLine line = new(found.Id, found.Root, found.Versions.Count, found.Inventory.Manifest.PathCount);
        return isConfirmed
            ? line
            : throw new ToolException($"--yes is missing: it would remove {Describe(line)}, and cannot be undone");
    }

    /// <summary>Reports what was removed.</summary>
    public static void Report(Terminal terminal, PurgeLine line, bool isJson)
    {
        if (isJson)
        {
            terminal.WriteJson(line, JsonLines.Plain.PurgeLine);
        }
        else
        {
            terminal.WriteLine("removed " + Terminal.Show(Describe(line)));
        }
    }

    private static string Describe(PurgeLine line) => string.Create(
        CultureInfo.InvariantCulture, $"'{line.Id}' at {line.Path}, with {line.Versions} versions and {line.Files} content files");
}
