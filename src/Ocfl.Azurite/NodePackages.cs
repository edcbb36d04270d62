using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ocfl.Azurite;

/// <summary>A folder with a <c>package.json</c> and its lock: what they name is installed where it is missing, in one process at a time.</summary>
/// <param name="folder">The folder.</param>
/// <param name="name">What is in it, as messages call it.</param>
internal sealed class NodePackages(string folder, string name)
{
    /// <summary>The folder.</summary>
    public string Folder => folder;

    /// <summary>The folder of that name in <c>tests</c>, above the running program or the current folder; null where there is none.</summary>
    public static string? Find(string name) => Find(AppContext.BaseDirectory, name) ?? Find(Environment.CurrentDirectory, name);

    /// <summary>Installs what is missing.</summary>
    /// <exception cref="NodeException">There is no Node.js, or <c>npm ci</c> failed or took too long.</exception>
    public async Task InstallAsync(TimeSpan within, Action<string>? report, CancellationToken cancellationToken)
    {
        if (IsInstalled())
        {
            return;
        }

        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(within);
        try
        {
            await using FileStream turn = await TakeTurnAsync(deadline.Token).ConfigureAwait(false);
            if (!IsInstalled())
            {
                report?.Invoke($"Installing {name} in {folder} (npm ci), once.");
                await RunNpmAsync(deadline.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NodeException($"'npm ci' in {folder}, for {name}, did not end within {within}. Run it there by hand, and look what keeps it.");
        }
    }

    /// <summary>Starts node or npm.</summary>
    /// <exception cref="NodeException">There is no such program.</exception>
    public Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new NodeException(
                $"'{start.FileName}' cannot be started, which is needed for {name}: install Node.js 20 or newer with npm (https://nodejs.org), and see that both are in PATH.",
                missing);
        }
    }

    private static string? Find(string from, string name)
    {
        for (DirectoryInfo? above = new(from); above is not null; above = above.Parent)
        {
            string folder = Path.Combine(above.FullName, "tests", name);
            if (File.Exists(Path.Combine(folder, "package-lock.json")))
            {
                return folder;
            }
        }

        return null;
    }

    // npm writes the first file as its last act.
    private bool IsInstalled() =>
        File.Exists(Path.Combine(folder, "node_modules", ".package-lock.json"))
        && Read(folder)?["dependencies"] is JsonObject wanted
        && wanted.All(package => (string?)Read(Path.Combine(folder, "node_modules", package.Key))?["version"] == (string?)package.Value);

    private static JsonNode? Read(string package)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllBytes(Path.Combine(package, "package.json")));
        }
        catch (Exception unreadable) when (unreadable is IOException or JsonException)
        {
            return null;
        }
    }

    private async Task<FileStream> TakeTurnAsync(CancellationToken cancellationToken)
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

    private async Task RunNpmAsync(CancellationToken cancellationToken)
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

        if (npm.ExitCode != 0 || !IsInstalled())
        {
            throw new NodeException($"'npm ci' in {folder}, for {name}, failed ({npm.ExitCode}):\n{await output.ConfigureAwait(false)}{await errors.ConfigureAwait(false)}");
        }
    }
}
