namespace EndToEnd;

/// <summary>A folder on another volume than the temporary files, where content cannot be moved from the one to the other.</summary>
internal static class OtherVolume
{
    /// <summary>The folder; null if there is none that can be written to.</summary>
    public static string? Find()
    {
        string here = VolumeOf(Path.GetTempPath());
        return ((string[])["/dev/shm", "/var/tmp", "/tmp", AppContext.BaseDirectory]).FirstOrDefault(
            folder => Directory.Exists(folder) && VolumeOf(folder) != here && CanWrite(folder));
    }

    private static string VolumeOf(string folder) => File.ReadLines("/proc/self/mounts")
        .Select(line => line.Split(' ')[1])
        .Where(mount => mount == "/" || (folder + "/").StartsWith(mount + "/", StringComparison.Ordinal))
        .MaxBy(mount => mount.Length)!;

    private static bool CanWrite(string folder)
    {
        try
        {
            string probe = Path.Combine(folder, "ocfl-e2e-" + Guid.NewGuid().ToString("N"));
            Directory.CreateDirectory(probe);
            Directory.Delete(probe);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

/// <summary>A test that counts what the service's process reads and writes. Where there is no Linux it is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxProcessFactAttribute : FactAttribute
{
    private bool _needsOtherVolume;

    public LinuxProcessFactAttribute() => Skip = Profile.Url is not null ? LocalProcessFactAttribute.Reason
        : OperatingSystem.IsLinux() ? null : "It reads /proc/PID/io, which only Linux has.";

    /// <summary>Whether it needs a folder on another volume.</summary>
    public bool NeedsOtherVolume
    {
        get => _needsOtherVolume;
        set
        {
            _needsOtherVolume = value;
            Skip ??= value && OtherVolume.Find() is null ? "All folders that can be written to are on one volume." : null;
        }
    }
}
