using Ocfl.Objects;
using Ocfl.Storage;

namespace Ocfl.Cli;

/// <summary>Opens storage roots and folders that arguments name.</summary>
internal static class RootFolder
{
    /// <summary>The name of the argument that is a storage root.</summary>
    public const string Argument = "ROOT";

    /// <summary>Opens a storage root.</summary>
    public static async Task<StorageRoot> OpenRootAsync(string folder, CancellationToken cancellationToken, string? pending = null)
    {
        LocalStorage storage = OpenFolder(Argument, folder, pending);
        try
        {
            return await StorageRoot.OpenAsync(storage, layouts: null, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageRootException exception)
        {
            throw new ToolException(Argument, folder, WithoutLocation(exception));
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
            : throw new ToolException(
                argument,
                folder,
                (File.Exists(path) ? "must be a folder, and is a file" : "there is no such folder")
                    + (IsName(argument, folder) ? ": " + path : ""));
    }

    /// <summary>
    /// A folder that is only read, and that other programs may write to meanwhile. It may be reached through links, as the user named it.
    /// To be disposed of where it is disposable.
    /// </summary>
    /// <param name="argument">The argument's name.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="root">The storage root, which must be apart from it; null for none on this machine.</param>
    /// <param name="name">What the user named, if that is a file in the folder; null for the folder.</param>
    public static IStorage OpenSource(string argument, string folder, IStorage? root, string? name = null)
    {
        LocalStorage source = OpenFolder(argument, folder);
        if (root is not null)
        {
            RequireApart(argument, name ?? folder, root);
        }

        return LocalSource.IsSupported() ? LocalSource.Open(source.Location) : source;
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

    /// <summary>
    /// The full path of a folder that an argument names. A name of blanks is valid; an empty one is not. A storage root may be given as
    /// <c>@NAME</c>, or <c>@</c> for the default one.
    /// </summary>
    public static string GetFullPath(string argument, string folder) =>
        IsName(argument, folder) ? Path.GetFullPath(Settings.Read().ResolveRoot(argument, folder))
        : folder.Length > 0 ? Path.GetFullPath(folder)
        : throw new ToolException(argument, folder, "must not be empty");

    private static bool IsName(string argument, string folder) => argument == Argument && folder is ['@', ..];

    /// <summary>
    /// Refuses a folder that is within a storage root, or around it: files there would become part of the root, or the root of them.
    /// The same with its pending area, where they would be cleared. A storage root that is not on this machine is apart from every folder.
    /// </summary>
    public static void RequireApart(string argument, string folder, IStorage root)
    {
        if (!Path.IsPathFullyQualified(root.Location))
        {
            return;
        }

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
}
