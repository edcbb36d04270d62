using Ocfl.Storage;

namespace Ocfl.Tests.Storage;

/// <summary>A test of what Linux has.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = LinuxTheoryAttribute.Reason;
}

/// <inheritdoc cref="LinuxFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute() => Skip = Reason;

    public static string? Reason => OperatingSystem.IsLinux() ? null : "Only Linux has this.";
}

/// <summary>A test of what is only done on file systems that are known. Elsewhere it is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KnownFileSystemFactAttribute : FactAttribute
{
    public KnownFileSystemFactAttribute() => Skip = KnownFileSystemTheoryAttribute.Reason;
}

/// <inheritdoc cref="KnownFileSystemFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KnownFileSystemTheoryAttribute : TheoryAttribute
{
    public KnownFileSystemTheoryAttribute() => Skip = Reason;

    public static string? Reason
    {
        get
        {
            using FileSystemFlush? known = FileSystemFlush.TryBegin(Path.GetTempPath());
            return known is null ? "Temporary files are on a file system that is not known." : null;
        }
    }
}
