using Ocfl.Cli.Commands;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Updates;

namespace Ocfl.Cli;

/// <summary>Reports a version that was created, or would be.</summary>
/// <param name="terminal">Where it is reported.</param>
/// <param name="isJson">Whether as JSON.</param>
internal sealed class VersionReport(Terminal terminal, bool isJson)
{
    /// <summary>Reports a version that was created.</summary>
    public void WriteCommitted(UpdatePlan plan) => WriteCommitted(Describe(plan));

    /// <summary>Reports a version that was created, or that nothing has changed.</summary>
    public void WriteCommitted(CommitLine line)
    {
        Write(line, line.Changed ? Describe(line) : $"nothing has changed since {line.Version} of {Terminal.Show(line.Id)}");
    }

    /// <summary>Reports a version that an earlier command created, which died before it could report it.</summary>
    public void WriteCommittedBefore(UpdateTarget target, string version)
    {
        int number = VersionNumber.Parse(version).Number;
        Inventory inventory = target.Inventory!;
        DigestMap before = number == 1 ? DigestMap.Empty : inventory.Versions[number - 2].State;
        CommitLine line = new(
            target.ObjectId,
            version,
            target.ObjectRoot,
            Changed: true,
            target.InventoryDigest!,
            FileChangeCounts.Between(before, inventory.Versions[number - 1].State));
        Write(line, $"{Describe(line)}, committed by a command that was killed after it");
    }

    /// <summary>Reports a version that would be created, with each file that it changes.</summary>
    public void WritePlanned(UpdatePlan plan, UpdateTarget target)
    {
        CommitLine line = Describe(plan) with { DryRun = true };
        if (line.Changed)
        {
            // A move to another digest algorithm changes no file.
            DigestMap after = InventoryReader.Read(plan.InventoryBytes).HeadVersion.State;
            DigestMap before = target.Inventory?.HeadVersion.State ?? DigestMap.Empty;
            if (target.Inventory is null || target.Inventory.DigestAlgorithm == plan.DigestAlgorithm)
            {
                WriteChanges(before, after);
            }
        }

        Write(
            line,
            line.Changed ? $"would be {Describe(line)}" : $"nothing would change since {line.Version} of {Terminal.Show(line.Id)}");
    }

    /// <summary>Reports the files that differ between two states.</summary>
    public void WriteChanges(DigestMap before, DigestMap after)
    {
        foreach (FileChange change in VersionDifference.Compare(before, after))
        {
            if (isJson)
            {
                terminal.WriteJson(
                    new ChangeLine(VersionLines.NameOf(change.Kind), change.Path, change.OldPath, change.OldDigest, change.NewDigest),
                    JsonLines.Plain.ChangeLine);
                continue;
            }

            (char letter, Color color) = change.Kind switch
            {
                FileChangeKind.Added => ('A', Color.Green),
                FileChangeKind.Removed => ('D', Color.Red),
                FileChangeKind.Changed => ('M', Color.Yellow),
                _ => ('R', Color.Blue),
            };
            string paths = change.OldPath is { } old
                ? $"{Terminal.Show(old)}\t{Terminal.Show(change.Path)}"
                : Terminal.Show(change.Path);
            terminal.WriteLine($"{terminal.Paint(letter.ToString(), color)}\t{paths}");
        }
    }

    private void Write(CommitLine line, string text)
    {
        if (isJson)
        {
            terminal.WriteJson(line, JsonLines.Plain.CommitLine);
        }
        else
        {
            terminal.WriteLine(text);
        }
    }

    private static CommitLine Describe(UpdatePlan plan) =>
        new(plan.ObjectId, plan.Head, plan.ObjectRoot, !plan.ChangesNothing, plan.InventoryDigest, plan.Files!);

    private static string Describe(CommitLine line) =>
        $"{line.Version} of {Terminal.Show(line.Id)} at {Terminal.Show(line.Path)}: {VersionLines.Describe(line.Files)}";
}
