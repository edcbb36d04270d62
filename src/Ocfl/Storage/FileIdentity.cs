namespace Ocfl.Storage;

/// <summary>What all names of one file have in common, on a file system with hard links.</summary>
/// <param name="Volume">The file system's number.</param>
/// <param name="Number">The file's number in it.</param>
public readonly record struct FileIdentity(ulong Volume, ulong Number);
