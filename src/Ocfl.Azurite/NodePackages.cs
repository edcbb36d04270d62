using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ocfl.Azurite;

/// <summary>
/// A folder with a <c>package.json</c> and its lock. Packages that are missing are installed, in one process at a time.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="name">What is in it, as messages call it.</param>
/// <param name="source">The folder from which these files are copied first; null if they are in the folder already.</param>
internal sealed class NodePackages(string folder, string name, string? source = null)
{
    /// <summary>The folder.</summary>
    public string Folder => folder;

    /// <summary>
    /// The packages of a folder that may be read-only: they are installed in the user's local application data, in a folder named after
    /// the contents of these files.
    /// </summary>
    /// <param name="source">The folder with <c>package.json</c>, its lock and scripts.</param>
    /// <param name="name">What is in it, as messages call it.</param>
    /// <exception cref="NodeException">The folder does not exist, or the user has no local application data.</exception>
    public static NodePackages OfUser(string source, string name)
    {
        string data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        if (data.Length == 0)
        {
            throw new NodeException($"{name} cannot be installed: this user has no home folder.");
        }

        try
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (string file in Directory.GetFiles(source).Order(StringComparer.Ordinal))
            {
                hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file)));
                hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
            }

            string folder = $"{Path.GetFileName(source)}-{Convert.ToHexStringLower(hash.GetHashAndReset())[..12]}";
            return new(Path.Combine(data, "OcflFunctions", folder), name, source);
        }
        catch (IOException missing)
        {
            throw new NodeException($"{name} cannot be installed: {missing.Message}", missing);
        }
    }

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
                CopyFiles();
                report?.Invoke($"Installing {name} in {folder} (npm ci), once.");
                await RunNpmAsync(deadline.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NodeException($"'npm ci' in {folder}, for {name}, did not finish within {within}. Run it there by hand to see why.");
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
                $"'{start.FileName}' cannot be started, which is needed for {name}: install Node.js 20 or newer with npm "
                    + "(https://nodejs.org), and make sure that both are in PATH.",
                missing);
        }
    }

    private void CopyFiles()
    {
        foreach (string file in source is null ? [] : Directory.GetFiles(source))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }
    }

    // npm writes the first of these files last.
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
        string file = Path.Combine(OpenFolder(), ".installing");
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

    private string OpenFolder()
    {
        try
        {
            return Directory.CreateDirectory(folder).FullName;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new NodeException($"{name} cannot be installed in {folder}: {refused.Message}", refused);
        }
    }

    private async Task RunNpmAsync(CancellationToken cancellationToken)
    {
        // npm is a script on Windows, which only the shell starts.
        string[] install = ["ci", "--no-audit", "--no-fund"];
        ProcessStartInfo start = OperatingSystem.IsWindows() ? new("cmd.exe", ["/c", "npm", .. install]) : new("npm", install);
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
            string lines = await output.ConfigureAwait(false) + await errors.ConfigureAwait(false);
            throw new NodeException($"'npm ci' in {folder}, for {name}, failed ({npm.ExitCode}):\n{lines}");
        }
    }
}
