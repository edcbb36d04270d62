using System.CommandLine;
using Ocfl.Objects;
using Ocfl.Storage;
using Ocfl.Updates;

namespace Ocfl.Cli.Commands;

/// <summary><c>ocfl repair</c></summary>
internal static class RepairCommand
{
    public static ToolCommand Create(Terminal terminal)
    {
        Argument<string> root = Arguments.Root();
        Option<string> id = Arguments.Id(isRequired: false);
        Option<bool> yes = new("--yes") { Description = "Do it; otherwise it is only listed." };
        Option<string> pending = Arguments.Pending();
        Option<bool> json = Arguments.Json();
        Command command = new(
            "repair",
            "List what interrupted updates have left in the objects of a storage root and in its pending area, and repair it with --yes. "
                + "Only what loses nothing is done.")
            {
                root,
                id,
                yes,
                pending,
                json,
            };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            WritableRoot opened = await Place.OpenRootToWriteAsync(
                parsed.GetValue(root)!, parsed.GetValue(pending), cancellationToken).ConfigureAwait(false);
            Repair repair = new(terminal, opened, parsed.GetValue(yes), parsed.GetValue(json));
            return parsed.GetValue(id) is { } one
                ? await repair.RunAsync(parsed.GetValue(root)!, one, cancellationToken).ConfigureAwait(false)
                : await repair.RunAsync(cancellationToken).ConfigureAwait(false);
        });
        return new ToolCommand(command, ["ocfl repair archive", "ocfl repair archive --yes", "ocfl repair archive --id urn:example:1 --yes"]);
    }

    private sealed class Repair(Terminal terminal, WritableRoot place, bool repairs, bool isJson)
    {
        private readonly IStorage _storage = place.Root.Storage;
        private readonly HashSet<string> _cleared = new(StringComparer.Ordinal);
        private long _steps;
        private int _code;

        public async Task<int> RunAsync(string folder, string id, CancellationToken cancellationToken)
        {
            ObjectLookup.RequireId(id);
            OcflObject found = await place.Root.OpenObjectAsync(id, cancellationToken).ConfigureAwait(false)
                ?? throw new ToolException("--id", id, $"there is no such object in {folder}");
            await RunAsync(found, cancellationToken).ConfigureAwait(false);
            return Conclude();
        }

        public async Task<int> RunAsync(CancellationToken cancellationToken)
        {
            Report(null, await new PendingRepair(_storage, place.Work).RunAsync(repairs, cancellationToken).ConfigureAwait(false));
            await foreach (ObjectEntry entry in place.Root.ListObjectsWithRemainsAsync(cancellationToken).ConfigureAwait(false))
            {
                try
                {
                    if (entry.Problem is null
                        && await OcflObject.TryOpenAsync(_storage, entry.Root, cancellationToken).ConfigureAwait(false) is { } found)
                    {
                        await RunAsync(found, cancellationToken).ConfigureAwait(false);
                        continue;
                    }

                    Refuse(entry.Root, entry.Problem ?? $"'{entry.Root}' has no inventory", entry.IsUnfinished);
                }
                catch (OcflException fault)
                {
                    Refuse(entry.Root, fault.Message);
                }
            }

            return Conclude();
        }

        private async Task RunAsync(OcflObject found, CancellationToken cancellationToken) =>
            Report(
                found.Id,
                await new ObjectRepair(_storage, place.Work).RunAsync(found, repairs, cancellationToken).ConfigureAwait(false));

        private void Report(string? id, IReadOnlyList<RepairStep> steps)
        {
            _steps += steps.Count;
            foreach (RepairStep step in steps)
            {
                _cleared.Add(step.Path);
                string kind = step.Kind switch
                {
                    RepairKind.CompleteCommit => "completeCommit",
                    RepairKind.PublishVersion => "publishVersion",
                    RepairKind.SetAsideVersion => "setAsideVersion",
                    _ => "removeLeftover",
                };
                if (isJson)
                {
                    terminal.WriteJson(new RepairLine(kind, id, step.Path, step.Description, repairs), JsonLines.Plain.RepairLine);
                }
                else
                {
                    terminal.WriteLine(Terminal.Show($"{(repairs ? "done" : "would do")}: {step.Path}: {step.Description}"));
                }
            }
        }

        private void Refuse(string objectRoot, string problem, bool isUnfinished = false)
        {
            // What a killed commit of a new object has left is listed, and not removed yet.
            if (_cleared.Contains(objectRoot))
            {
                return;
            }

            if (isUnfinished)
            {
                terminal.WriteError($"left as it is: {problem.TrimEnd('.')}, and a process or a service may still need it");
                return;
            }

            terminal.WriteError($"cannot be repaired: {problem.TrimEnd('.')}; 'ocfl validate' lists what is wrong");
            _code = ExitCode.Failure;
        }

        private int Conclude()
        {
            if (!isJson)
            {
                terminal.WriteLine(_steps == 0 ? "nothing to repair"
                    : repairs ? "repaired"
                    : "nothing was changed; --yes does it");
            }

            return _code;
        }
    }
}
