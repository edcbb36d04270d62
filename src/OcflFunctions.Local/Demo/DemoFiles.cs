namespace OcflFunctions.Local.Demo;

/// <summary>The demo's source folder.</summary>
internal sealed class DemoFiles(string incoming)
{
    /// <summary>The folder's name among the sources, as a request gives it.</summary>
    public const string Directory = "demo";

    private string Folder => Path.Combine(incoming, Directory);

    /// <summary>Four small files.</summary>
    public void WriteFirst()
    {
        Write("readme.txt", "Rainfall at Dresden, 1828 to 1832, as read from the diaries.\n");
        Write("data/1828.csv", "month,millimetres\n1,31\n2,24\n3,40\n");
        Write("data/1829.csv", "month,millimetres\n1,19\n2,27\n3,35\n");
        Write("notes/Übersicht.md", "# Überblick\n\nDie Tage, an denen nichts steht, sind nicht die trockenen.\n");
    }

    /// <summary>One of them changed.</summary>
    public void WriteChange() => Write("data/1829.csv", "month,millimetres\n1,19\n2,27\n3,36\n4,52\n");

    private void Write(string path, string text)
    {
        string file = Path.Combine(Folder, path);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
