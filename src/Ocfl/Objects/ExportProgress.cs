namespace Ocfl.Objects;

/// <summary>The progress of an export.</summary>
/// <param name="Files">How many files are there.</param>
/// <param name="TotalFiles">How many there will be.</param>
/// <param name="Bytes">How many bytes were written.</param>
/// <param name="Kept">How many of the files were there already, from an earlier run, with the right content.</param>
public readonly record struct ExportProgress(long Files, long TotalFiles, long Bytes, long Kept);
