using System.Globalization;
using Ocfl.Cli.Service;
using Ocfl.Inventories;
using Ocfl.Layouts;
using Ocfl.Objects;

namespace Ocfl.Cli;

/// <summary>Finds the object and the version that arguments name.</summary>
internal static class ObjectLookup
{
    /// <summary>Opens an existing object.</summary>
    public static async Task<OcflObject> OpenObjectAsync(string folder, string id, bool search, CancellationToken cancellationToken)
    {
        if (ServiceAddress.Find(folder) is { } address)
        {
            RequireId(id);
            return search
                ? throw new ToolException("--search cannot be combined with --service: the service knows where its objects are")
                : await ServiceObjects.Of(address).OpenAsync(id, cancellationToken).ConfigureAwait(false);
        }

        StorageRoot root = await Place.OpenRootAsync(folder, cancellationToken).ConfigureAwait(false);
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

    /// <summary>The number in a version's name, with or without its 'v'; null if there is none.</summary>
    public static int? ParseNumber(string name) =>
        int.TryParse(name.StartsWith('v') ? name[1..] : name, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : null;

    /// <summary>An existing version; the newest if none is named.</summary>
    public static OcflVersion FindVersion(OcflObject opened, string? name, string option = "--version")
    {
        if (name is null or "head")
        {
            return opened.Head;
        }

        if (ParseNumber(name) is not { } parsed)
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

    private static string DescribeUnusable(string problem) => $"a mutable HEAD that cannot be used, since {problem}";

    public static string Describe(VersionUser? user) =>
        user is null ? "" : user.Address is null ? user.Name : $"{user.Name} <{user.Address}>";
}
