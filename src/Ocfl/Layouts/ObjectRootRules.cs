using System.Text;
using Ocfl.Storage;

namespace Ocfl.Layouts;

/// <summary>The rules for ids and object roots of all layouts.</summary>
internal static class ObjectRootRules
{
    /// <summary>The longest name that common file systems allow, in bytes. A root within this limit can be moved to any of them.</summary>
    private const int MaxNameBytes = 255;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The id in UTF-8.</summary>
    public static byte[] Encode(string extensionName, string objectId)
    {
        ArgumentException.ThrowIfNullOrEmpty(objectId);
        try
        {
            return StrictUtf8.GetBytes(objectId);
        }
        catch (EncoderFallbackException)
        {
            throw new LayoutException(extensionName, objectId, "it has a surrogate without its other half, so that it is not Unicode");
        }
    }

    /// <summary>Refuses a name that cannot be the name of one directory.</summary>
    public static string RequireName(string extensionName, string objectId, string name) =>
        name.Length == 0 ? throw new LayoutException(extensionName, objectId, "nothing is left of it for the name of a directory")
        : name.Contains('/', StringComparison.Ordinal)
            ? throw new LayoutException(extensionName, objectId, $"'{name}' holds a '/', and so is not the name of one directory")
        : name;

    /// <summary>Refuses a path that no storage root can have for an object.</summary>
    public static string RequireObjectRoot(string extensionName, string objectId, string path)
    {
        if (!StoragePath.IsValid(path))
        {
            throw new LayoutException(
                extensionName, objectId, $"its path would be '{path}', and no name may be empty, '.' or '..' or hold a NUL");
        }

        if (path.Split('/').FirstOrDefault(name => Encoding.UTF8.GetByteCount(name) > MaxNameBytes) is { } name)
        {
            throw new LayoutException(
                extensionName, objectId, $"the directory '{name[..32]}…' would have a name of more than {MaxNameBytes} bytes");
        }

        return IsReserved(path) ? throw new LayoutException(extensionName, objectId, $"'{path}' is the storage root's own") : path;
    }

    /// <summary>Whether a path of a storage root can never be an object's: the root's own files and its extensions.</summary>
    private static bool IsReserved(string path)
    {
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        string first = slash < 0 ? path : path[..slash];
        return first is "extensions" or "ocfl_layout.json" || first.StartsWith("0=", StringComparison.Ordinal);
    }
}
