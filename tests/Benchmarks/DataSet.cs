using System.Globalization;

namespace Benchmarks;

/// <summary>Generated files, and the changes that later versions make to them: each rewrites a tenth.</summary>
/// <param name="Name">As it is shown.</param>
/// <param name="Files">How many.</param>
/// <param name="Length">The bytes of each.</param>
/// <param name="Versions">How many versions there are.</param>
internal sealed record DataSet(string Name, int Files, long Length, int Versions = 1)
{
    private const int FilesInADirectory = 200;

    /// <summary>Writes the files; the same bytes every time.</summary>
    public void WriteTo(string folder) => WriteTo(folder, version: 1);

    /// <summary>Writes the files that each version has or changes, in a folder for each.</summary>
    /// <returns>The folders, of the first version first.</returns>
    public string[] WriteVersionsTo(string folder)
    {
        string[] folders = [.. Enumerable.Range(1, Versions).Select(
            version => Path.Combine(folder, version.ToString(CultureInfo.InvariantCulture)))];
        for (int i = 0; i < folders.Length; i++)
        {
            WriteTo(folders[i], i + 1);
        }

        return folders;
    }

    private void WriteTo(string folder, int version)
    {
        Random random = new(20260801 + version);
        byte[] block = new byte[(int)Math.Min(Length, 1 << 20)];
        int step = version == 1 ? 1 : 10;
        for (int i = version == 1 ? 0 : version % 10; i < Files; i += step)
        {
            string directory = Path.Combine(folder, (i / FilesInADirectory).ToString("d4", CultureInfo.InvariantCulture));
            Directory.CreateDirectory(directory);
            using FileStream file = File.Create(Path.Combine(directory, $"file-{i:d6}.bin"), bufferSize: 1);
            for (long left = Length; left > 0; left -= block.Length)
            {
                random.NextBytes(block);
                file.Write(block, 0, (int)Math.Min(left, block.Length));
            }
        }
    }
}
