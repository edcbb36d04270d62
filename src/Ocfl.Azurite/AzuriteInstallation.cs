using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Ocfl.Azurite;

/// <summary>Finds Azurite, and installs it where it is missing, in one process at a time.</summary>
internal static class AzuriteInstallation
{
    private const string FolderVariable = "AZURITE_FOLDER";

    /// <summary>The folder to start Azurite in, with all that it needs.</summary>
    /// <exception cref="AzuriteException">There is no such folder, or no Node.js, or <c>npm ci</c> failed.</exception>
    public static async Task<string> PrepareAsync(AzuriteOptions options, CancellationToken cancellationToken)
    {
        string folder = options.Folder ?? Environment.GetEnvironmentVariable(FolderVariable) ?? Find();
        if (IsInstalled(folder))
        {
            return folder;
        }

        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.InstallWithin);
        try
        {
            await using FileStream turn = await TakeTurnAsync(folder, deadline.Token).ConfigureAwait(false);
            if (!IsInstalled(folder))
            {
                options.Report?.Invoke($"Installing Azurite in {folder} (npm ci), once.");
                await InstallAsync(folder, deadline.Token).ConfigureAwait(false);
            }

            return folder;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AzuriteException($"Azurite was not installed within {options.InstallWithin}. Run 'npm ci' in {folder} by hand, and look what keeps it.");
        }
    }

    private static string Find() =>
        Find(AppContext.BaseDirectory) ?? Find(Environment.CurrentDirectory)
        ?? throw new AzuriteException($"There is no folder tests/azurite above {AppContext.BaseDirectory}. Name it in the environment variable {FolderVariable}.");

    private static string? Find(string from)
    {
        for (DirectoryInfo? above = new(from); above is not null; above = above.Parent)
        {
            string folder = Path.Combine(above.FullName, "tests", "azurite");
            if (File.Exists(Path.Combine(folder, "package-lock.json")))
            {
                return folder;
            }
        }

        return null;
    }

    // npm writes the second file as its last act.
    private static bool IsInstalled(string folder) =>
        File.Exists(Path.Combine(folder, "node_modules", ".package-lock.json"))
        && GetVersion(Path.Combine(folder, "node_modules", "azurite", "package.json"), "version") is { } installed
        && installed == GetVersion(Path.Combine(folder, "package.json"), "dependencies", "azurite");

    private static string? GetVersion(string file, params string[] names)
    {
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(file));
            JsonElement value = json.RootElement;
            return names.All(name => value.TryGetProperty(name, out value)) ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task<FileStream> TakeTurnAsync(string folder, CancellationToken cancellationToken)
    {
        string file = Path.Combine(folder, ".installing");
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task InstallAsync(string folder, CancellationToken cancellationToken)
    {
        // npm is a script on Windows, which only the shell starts.
        ProcessStartInfo start = OperatingSystem.IsWindows() ? new("cmd.exe", ["/c", "npm", "ci", "--no-audit", "--no-fund"]) : new("npm", ["ci", "--no-audit", "--no-fund"]);
        start.WorkingDirectory = folder;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        using Process npm = Start(start);
        npm.StandardInput.Close();
        Task<string> output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> errors = npm.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await npm.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            npm.Kill(entireProcessTree: true);
            throw;
        }

        if (npm.ExitCode != 0 || !IsInstalled(folder))
        {
            throw new AzuriteException($"'npm ci' in {folder} failed ({npm.ExitCode}), so Azurite cannot be started:\n{await output.ConfigureAwait(false)}{await errors.ConfigureAwait(false)}");
        }
    }

    /// <summary>Starts node or npm.</summary>
    /// <exception cref="AzuriteException">There is no such program.</exception>
    internal static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new AzuriteException(
                $"'{start.FileName}' cannot be started. Azurite, the Azure Storage emulator, runs on Node.js: install Node.js 20 or newer with npm (https://nodejs.org), and see that both are in PATH.",
                missing);
        }
    }
}
