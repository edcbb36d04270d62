using System.CommandLine;
using System.Globalization;
using Ocfl.Inventories;
using Ocfl.Layouts;
using Ocfl.Objects;
using Ocfl.Storage;

namespace Ocfl.Cli;

/// <summary>Arguments of several commands, and what they name.</summary>
internal static class Common
{
    public static Argument<string> Root() => new("ROOT") { Description = "The folder of the storage root." };

    public static Option<string> Id(bool isRequired = true) =>
        new("--id") { Description = "The object's id.", HelpName = "ID", Required = isRequired };

    public static Option<bool> Json() => new("--json") { Description = "Write one JSON object a line, for scripts." };

    public static Option<string> Version(
        string name = "--version", string description = "The version, such as v2; the newest unless given.") =>
        new(name) { Description = description, HelpName = "VERSION" };

    /// <summary>The option of the commands that write to a storage root.</summary>
    public static Option<string> Pending() => new("--pending")
    {
        Description = "The folder where versions are assembled before they are committed, on the same mount as ROOT; unless given, "
            + "ROOT.pending, or a folder in ROOT's extensions if that is not possible.",
        HelpName = "DIR",
    };

    /// <summary>Opens a storage root.</summary>
    public static async Task<StorageRoot> OpenRootAsync(string folder, CancellationToken cancellationToken, string? pending = null)
    {
        LocalStorage storage = OpenFolder("ROOT", folder, pending);
        try
        {
            return await StorageRoot.OpenAsync(storage, layouts: null, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageRootException exception)
        {
            throw new ToolException("ROOT", folder, WithoutLocation(exception));
        }
    }

    /// <summary>The message of a storage root's fault, without its location.</summary>
    public static string WithoutLocation(StorageRootException exception) =>
        exception.Message[exception.Location.Length..].Trim().TrimEnd('.');

    /// <summary>A folder that exists.</summary>
    public static LocalStorage OpenFolder(string argument, string folder, string? pending = null)
    {
        string path = GetFullPath(argument, folder);
        return Directory.Exists(path) ? CreateStorage(argument, path, pending)
            : throw new ToolException(argument, folder, File.Exists(path) ? "must be a folder, and is a file" : "there is no such folder");
    }

    /// <summary>The storage in a folder that may not be there yet.</summary>
    public static LocalStorage CreateStorage(string argument, string path, string? pending)
    {
        string? pendingPath = pending is null ? null : GetFullPath("--pending", pending);
        if (pendingPath is not null && File.Exists(pendingPath))
        {
            throw new ToolException("--pending", pending!, "must be a folder, and is a file");
        }

        try
        {
            return new LocalStorage(new LocalStorageOptions { Path = path, PendingPath = pendingPath });
        }
        catch (ArgumentException) when (pending is not null)
        {
            throw new ToolException(
                "--pending",
                pending,
                $"must be neither within the storage root nor around it, unless it is {Path.Combine(path, LocalStorage.PendingDirectory)}");
        }
        catch (IOException failure)
        {
            throw new ToolException(argument, path, failure.Message.TrimEnd('.'));
        }
    }

    /// <summary>The full path of a folder that an argument names. A name of blanks is valid; an empty one is not.</summary>
    public static string GetFullPath(string argument, string folder) =>
        folder.Length > 0 ? Path.GetFullPath(folder) : throw new ToolException(argument, folder, "must not be empty");

    /// <summary>
    /// Refuses a folder that is within a storage root, or around it: files there would become part of the root, or the root of them.
    /// The same with its pending area, where they would be cleared.
    /// </summary>
    public static void RequireApart(string argument, string folder, IStorage root)
    {
        RequireApart(argument, folder, root.Location, "the storage root");
        if (root is LocalStorage { PendingPath: { } pending })
        {
            RequireApart(argument, folder, pending, "the storage root's pending area");
        }
    }

    private static void RequireApart(string argument, string folder, string other, string name)
    {
        if (!RealPath.AreApart(RealPath.Resolve(GetFullPath(argument, folder)), RealPath.Resolve(other)))
        {
            throw new ToolException(argument, folder, $"must be neither within {name} nor around it");
        }
    }

    /// <summary>Whether the whole root is searched for an object that is not in its place.</summary>
    public static Option<bool> Search(string description =
        "If the object is not at the place that the layout gives it, search the whole storage root for it, by the ids of all "
            + "objects.") =>
        new("--search") { Description = description };

    /// <summary>Opens an existing object.</summary>
    public static async Task<OcflObject> OpenObjectAsync(string folder, string id, bool search, CancellationToken cancellationToken)
    {
        StorageRoot root = await OpenRootAsync(folder, cancellationToken).ConfigureAwait(false);
        RequireId(id);
        OcflObject? opened = await root.OpenObjectAsync(id, cancellationToken).ConfigureAwait(false);
        if (opened is null)
        {
            string? elsewhere = await FindElsewhereAsync(root, id, search, cancellationToken).ConfigureAwait(false);
            opened = elsewhere is null ? null
                : search ? await OcflObject.TryOpenAsync(root.Storage, elsewhere, cancellationToken).ConfigureAwait(false)
                : throw new ToolException(
                    "--id",
                    id,
                    $"{DescribePlace(root, id)}, and it is at '{elsewhere}': --search reads it there; validate the storage root, and move "
                        + "it to its place");
        }

        return opened is null
            ? throw new ToolException("--id", id, $"there is no such object in "
                + $"{folder}{(root.Layout is null || search ? "" : $": {DescribePlace(root, id)}; --search searches everywhere")}")
            : await opened.WithMutableHeadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Refuses to create an object that the root has in another place.</summary>
    /// <param name="root">The storage root.</param>
    /// <param name="id">The object's id.</param>
    /// <param name="search">Whether the whole root is searched; what cannot be read there may be the object.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task RequireNowhereAsync(StorageRoot root, string id, bool search, CancellationToken cancellationToken)
    {
        if (await FindElsewhereAsync(root, id, search, cancellationToken, refusesUnread: true).ConfigureAwait(false) is { } elsewhere)
        {
            throw new ToolException("--id", id, $"{DescribePlace(root, id)}, and it is at '{elsewhere}': no two objects may have one id; "
                + "validate the storage root, and move it to its place");
        }
    }

    private static async Task<string?> FindElsewhereAsync(
        StorageRoot root, string id, bool search, CancellationToken cancellationToken, bool refusesUnread = false)
    {
        string? elsewhere = await root.FindMisplacedAsync(id, cancellationToken).ConfigureAwait(false);
        if (elsewhere is not null || !search)
        {
            return elsewhere;
        }

        ObjectSearch found = await root.SearchAsync(id, cancellationToken).ConfigureAwait(false);
        return refusesUnread && found is { ObjectRoot: null, Unread: { } unread }
            ? throw new ToolException("--id", id, $"may be the id of an object that cannot be read: {unread.Problem!.TrimEnd('.')}")
            : found.ObjectRoot;
    }

    private static string DescribePlace(StorageRoot root, string id)
    {
        try
        {
            return $"the layout puts it at '{root.GetObjectRoot(id)}'";
        }
        catch (LayoutException exception)
        {
            return exception.Message.TrimEnd('.');
        }
        catch (UnknownLayoutException)
        {
            return "the storage root has no known layout";
        }
    }

    public static void RequireId(string id)
    {
        if (id.Length == 0)
        {
            throw new ToolException("--id", id, "must not be empty");
        }
    }

    /// <summary>An existing version; the newest if none is named.</summary>
    public static OcflVersion FindVersion(OcflObject opened, string? name, string option = "--version")
    {
        if (name is null or "head")
        {
            return opened.Head;
        }

        string number = name.StartsWith('v') ? name[1..] : name;
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int parsed))
        {
            throw new ToolException(option, name, "must be 'v' and a number, such as v2, or 'head'");
        }

        return parsed >= 1 && parsed <= opened.Versions.Count
            ? opened.Versions[parsed - 1]
            : throw new ToolException(
                option,
                name,
                $"the object has {opened.Versions[0].Number} to "
                    + $"{opened.Head.Number}{(opened.MutableHead?.Problem is { } problem ? ", and " + DescribeUnusable(problem) : "")}");
    }

    /// <summary>
    /// Finishes a command that has shown versions. If a version was not named and the object's newest is a mutable HEAD that cannot be
    /// used, this is reported: the output is correct, but may be about another version than expected.
    /// </summary>
    /// <param name="terminal">Where it is reported.</param>
    /// <param name="opened">The object.</param>
    /// <param name="versions">The given name of each version that the command has shown.</param>
    /// <returns>The exit code.</returns>
    public static int Conclude(Terminal terminal, OcflObject opened, params ReadOnlySpan<string?> versions)
    {
        if (opened.MutableHead?.Problem is not { } problem || !versions.ContainsAny(null, "head"))
        {
            return ExitCode.Success;
        }

        terminal.WriteError(
            $"--id '{opened.Id}': has {DescribeUnusable(problem)}; {opened.Head.Number} is only the newest version before it");
        return ExitCode.Failure;
    }

    /// <summary>The value of an option that is one of a few words.</summary>
    public static T ParseWord<T>(string option, string text, params ReadOnlySpan<(string Word, T Value)> words)
    {
        foreach ((string word, T value) in words)
        {
            if (word == text)
            {
                return value;
            }
        }

        string others = string.Join(", ", words[..^1].ToArray().Select(word => word.Word));
        throw new ToolException(option, text, $"must be {others} or {words[^1].Word}");
    }

    /// <summary>Describes a storage root.</summary>
    public static void Report(Terminal terminal, StorageRoot root, bool isJson)
    {
        RootLine line = new(root.Storage.Location, root.Specification.Name, root.LayoutName);
        if (isJson)
        {
            terminal.WriteJson(line, JsonLines.Plain.RootLine);
        }
        else
        {
            terminal.WriteLine($"{Terminal.Show(line.Path)} is a storage root of OCFL {line.Specification} with "
                + $"{line.Layout ?? "no layout"}");
        }
    }

    private static string DescribeUnusable(string problem) => $"a mutable HEAD that cannot be used, since {problem}";

    public static string Describe(VersionUser? user) =>
        user is null ? "" : user.Address is null ? user.Name : $"{user.Name} <{user.Address}>";
}
