using System.CommandLine;
using System.CommandLine.Completions;
using OcflFunctions.Keys;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl keys</c></summary>
internal static class KeysCommand
{
    public static ToolCommand Create(Terminal terminal)
    {
        Command command = new(
            "keys",
            "Create, list and remove the keys of a local host, in the file where it has them. A running host reads a change with the next "
                + "request.")
        {
            CreateAdd(terminal),
            CreateList(terminal),
            CreateRemove(),
        };
        return new ToolCommand(
            command,
            [
                "ocfl keys add reading-room --role reader",
                "ocfl keys add scripts --role writer --data /srv/ocfl",
                "ocfl keys list",
                "ocfl keys list --file /etc/ocfl/keys.json --json",
                "ocfl keys remove reading-room",
            ]);
    }

    private static Command CreateAdd(Terminal terminal)
    {
        Argument<string> name = Name();
        Option<string> role = new("--role")
        {
            Description = "What its holder may do: reader, writer or operator. Each may do what the ones before it may.",
            HelpName = "ROLE",
            Required = true,
        };
        role.CompletionSources.Add(_ => CallerRoles.Words);
        KeyFileArguments place = new();
        Command command = new("add", "Create a key and write it to the output. It is shown this once: the file has only its digest.")
        {
            name, role,
        };
        place.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string text = parsed.GetValue(name)!;
            CallerRole least = ParseRole(role.Name, parsed.GetValue(role)!);
            if (!NamedKey.IsName(text))
            {
                throw new ToolException(name.Name, text, "must be " + NamedKey.NameRule);
            }

            KeyFile keys = place.Read(parsed, isNew: true);
            string? key = await GuardAsync(
                () => keys.AddAsync(text, least, TimeProvider.System, cancellationToken)).ConfigureAwait(false);
            terminal.WriteLine(key ?? throw new ToolException(name.Name, text, "there is a key of this name already; remove it first"));
            return ExitCode.Success;
        });
        return command;
    }

    private static Command CreateList(Terminal terminal)
    {
        KeyFileArguments place = new();
        Option<bool> json = Arguments.Json();
        Command command = new("list", "List the keys: name, role, when it was created.");
        place.AddTo(command);
        command.Add(json);
        command.SetAction(async (parsed, _) =>
        {
            KeyFile keys = place.Read(parsed);
            foreach (NamedKey key in await GuardAsync(() => Task.FromResult(keys.Read())).ConfigureAwait(false) ?? [])
            {
                KeyLine line = new(key.Name, CallerRoles.WordOf(key.Role), ServiceLists.Time(key.CreatedAt));
                if (parsed.GetValue(json))
                {
                    terminal.WriteJson(line, JsonLines.Plain.KeyLine);
                }
                else
                {
                    terminal.WriteLine($"{Terminal.Show(line.Name)}\t{line.Role}\t{line.Created}");
                }
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static Command CreateRemove()
    {
        Argument<string> name = Name();
        KeyFileArguments place = new();
        name.CompletionSources.Add(context => CompleteNames(place, context));
        Command command = new("remove", "Remove a key: a request with it is refused from now on.") { name };
        place.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            string text = parsed.GetValue(name)!;
            KeyFile keys = place.Read(parsed);
            if (!await GuardAsync(() => keys.RemoveAsync(text, TimeProvider.System, cancellationToken)).ConfigureAwait(false))
            {
                throw new ToolException(
                    name.Name, text, "there is no key of this name" + Typos.Describe(text, (keys.Read() ?? []).Select(key => key.Name)));
            }

            return ExitCode.Success;
        });
        return command;
    }

    private static Argument<string> Name() => new("NAME") { Description = "The name of the key, which the log of the host shows." };

    private static CallerRole ParseRole(string option, string text) => CallerRoles.Find(text) ?? throw new ToolException(
        option, text, $"must be {string.Join(", ", CallerRoles.Words.SkipLast(1))} or {CallerRoles.Words[^1]}");

    private static IEnumerable<string> CompleteNames(KeyFileArguments place, CompletionContext context)
    {
        try
        {
            return [.. (place.Read(context.ParseResult).Read() ?? []).Select(key => key.Name)];
        }
        catch (Exception fault) when (fault is ToolException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static async Task<T> GuardAsync<T>(Func<Task<T>> actAsync)
    {
        try
        {
            return await actAsync().ConfigureAwait(false);
        }
        catch (InvalidDataException fault)
        {
            throw new ToolException($"{char.ToLowerInvariant(fault.Message[0])}{fault.Message[1..].TrimEnd('.')}");
        }
    }
}
