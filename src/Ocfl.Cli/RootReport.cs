using Ocfl.Objects;

namespace Ocfl.Cli;

/// <summary>Describes a storage root.</summary>
internal static class RootReport
{
    public static void Write(Terminal terminal, StorageRoot root, bool isJson)
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
