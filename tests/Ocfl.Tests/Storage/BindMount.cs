using System.Diagnostics;
using Ocfl.Testing;

namespace Ocfl.Tests.Storage;

/// <summary>A folder that is mounted a second time, which only an administrator of Linux can do; gone with the test.</summary>
internal sealed class BindMount : IDisposable
{
    private readonly string _path;

    private BindMount(string path) => _path = path;

    /// <exception cref="InvalidOperationException">It cannot be mounted.</exception>
    public static BindMount Make(string folder, string path)
    {
        Directory.CreateDirectory(path);
        return TryRun("mount", "--bind", folder, path)
            ? new BindMount(path)
            : throw new InvalidOperationException($"{folder} cannot be mounted at {path}.");
    }

    /// <summary>Whether this process may mount, by a mount that is undone.</summary>
    public static bool IsPossible()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return false;
        }

        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder["mounted"]);
        if (!TryRun("mount", "--bind", folder["mounted"], folder["mounted"]))
        {
            return false;
        }

        new BindMount(folder["mounted"]).Dispose();
        return true;
    }

    public void Dispose()
    {
        if (!TryRun("umount", _path))
        {
            throw new InvalidOperationException($"{_path} cannot be unmounted.");
        }
    }

    private static bool TryRun(string program, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A test that mounts; skipped, with the reason, where that is not possible.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BindMountFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> IsPossible = new(BindMount.IsPossible);

    public BindMountFactAttribute() =>
        Skip = IsPossible.Value ? null : "Mounting a folder a second time needs Linux and an administrator who may mount.";
}
