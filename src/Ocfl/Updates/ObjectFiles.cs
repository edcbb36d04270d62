using System.Text;
using Ocfl.Inventories;

namespace Ocfl.Updates;

/// <summary>What the small files of an object hold.</summary>
internal static class ObjectFiles
{
    /// <summary>A declaration: what its name has after the <c>0=</c>, and a newline (OCFL 1.1, section 3.3).</summary>
    /// <param name="name">The file's name, such as <c>0=ocfl_object_1.1</c>.</param>
    public static FileContent Declaration(string name) => FileContent.Of(Encoding.UTF8.GetBytes(name["0=".Length..] + "\n"));

    /// <summary>The sidecar of an inventory with this digest (section 3.6).</summary>
    public static FileContent Sidecar(string digest) => FileContent.Of(Encoding.UTF8.GetBytes(InventorySidecar.Format(digest)));
}
