using System.Text;
using Ocfl.Storage;

namespace OcflFunctions.Local.Demo;

/// <summary>The files of the demo's source.</summary>
internal sealed class DemoFiles(IStorage files)
{
    /// <summary>Four small files.</summary>
    public async Task WriteFirstAsync(CancellationToken cancellationToken)
    {
        await WriteAsync("readme.txt", "Rainfall at Dresden, 1828 to 1832, as read from the diaries.\n", cancellationToken);
        await WriteAsync("data/1828.csv", "month,millimetres\n1,31\n2,24\n3,40\n", cancellationToken);
        await WriteAsync("data/1829.csv", "month,millimetres\n1,19\n2,27\n3,35\n", cancellationToken);
        await WriteAsync(
            "notes/Übersicht.md", "# Überblick\n\nDie Tage, an denen nichts steht, sind nicht die trockenen.\n", cancellationToken);
    }

    /// <summary>One of them changed.</summary>
    public Task WriteChangeAsync(CancellationToken cancellationToken) =>
        WriteAsync("data/1829.csv", "month,millimetres\n1,19\n2,27\n3,36\n4,52\n", cancellationToken);

    private async Task WriteAsync(string path, string text, CancellationToken cancellationToken)
    {
        using MemoryStream content = new(Encoding.UTF8.GetBytes(text));
        await files.WriteAsync(path, content, new StorageWriteOptions { Length = content.Length }, cancellationToken);
    }
}
