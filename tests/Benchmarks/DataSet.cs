using System.Globalization;

namespace Benchmarks;

/// <summary>Generated files.</summary>
/// <param name="Name">As it is shown.</param>
/// <param name="Files">How many.</param>
/// <param name="Length">The bytes of each.</param>
internal sealed record DataSet(string Name, int Files, long Length)
{
    private const int FilesInADirectory = 200;

    /// <summary>Writes the files; the same bytes every time.</summary>
    public void WriteTo(string folder)
    {
        Random random = new(20260801);
        byte[] block = new byte[(int)Math.Min(Length, 1 << 20)];
        for (int i = 0; i < Files; i++)
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
