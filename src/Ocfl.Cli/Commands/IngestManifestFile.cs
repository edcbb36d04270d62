using System.Security.Cryptography;
using Ocfl.Ingests;

namespace Ocfl.Cli.Commands;

/// <summary>A manifest that is open: a file, or the standard input.</summary>
/// <param name="terminal">Has the standard input.</param>
/// <param name="request">Names it.</param>
internal sealed class IngestManifestFile(Terminal terminal, IngestRequest request) : IDisposable
{
    /// <summary>What the option is called.</summary>
    public const string Option = "--manifest";

    private const int MostFaults = 20;

    private readonly Stream _content = request.IsStandardInput ? terminal.Input : InputFile.Open(Option, request.Manifest);

    /// <summary>The full path of the file.</summary>
    public string Path { get; } = request.IsStandardInput ? "" : System.IO.Path.GetFullPath(request.Manifest);

    /// <summary>The folder that sources are from.</summary>
    public string Folder => request.IsStandardInput ? Directory.GetCurrentDirectory() : System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>Whether it can be read twice: it is then checked before anything is written.</summary>
    public bool CanReadTwice => !request.IsStandardInput && _content.CanSeek;

    /// <summary>The lines, from the first.</summary>
    public IAsyncEnumerable<IngestLine> ReadAsync(CancellationToken cancellationToken)
    {
        if (CanReadTwice)
        {
            _content.Seek(0, SeekOrigin.Begin);
        }

        return IngestManifest.ReadAsync(_content, request.Defaults, cancellationToken);
    }

    /// <summary>The SHA-256 of the file.</summary>
    public async Task<string> HashAsync(CancellationToken cancellationToken)
    {
        _content.Seek(0, SeekOrigin.Begin);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(_content, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Checks all lines, and whether their sources exist, and reports what is wrong.</summary>
    /// <returns>How many lines there are, and how many of them are not valid.</returns>
    public async Task<(long Lines, long Faults)> CheckAsync(CancellationToken cancellationToken)
    {
        long lines = 0;
        long faults = 0;
        await foreach (IngestLine line in ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            lines++;
            if ((line.Fault ?? FindSourceFault(line.Entry!)) is { } fault)
            {
                faults++;
                Report(line.Line, fault, isShown: faults <= MostFaults);
            }
        }

        if (faults > MostFaults && !IsResult)
        {
            terminal.WriteError(FormattableString.Invariant(
                $"{Option} '{request.Manifest}': {faults - MostFaults} more lines are not valid"));
        }

        return (lines, faults);
    }

    /// <summary>Whether the faults are what the command was run for, and are written for a script.</summary>
    private bool IsResult => request is { OnlyChecks: true, IsJson: true };

    private void Report(long line, IngestFault fault, bool isShown)
    {
        if (IsResult)
        {
            terminal.WriteJson(new IngestFaultLine("fault", line, fault.Field, fault.Rule), JsonLines.Plain.IngestFaultLine);
        }
        else if (isShown)
        {
            terminal.WriteError(FormattableString.Invariant($"{Option} '{request.Manifest}': line {line}: {fault}"));
        }
    }

    /// <summary>What is wrong with the sources of a line; null if nothing is.</summary>
    public IngestFault? FindSourceFault(IngestEntry entry)
    {
        foreach (string source in entry.Sources)
        {
            if (source.Contains('\0', StringComparison.Ordinal))
            {
                return new IngestFault("source", "has the character NUL");
            }

            string full = Resolve(source);
            if (!BlobAddress.IsUrl(source) && !Directory.Exists(full) && !File.Exists(full))
            {
                return new IngestFault("source", $"there is no '{full}'");
            }
        }

        return entry.Digests is { } digests && !File.Exists(Resolve(digests))
            ? new IngestFault("digests", $"there is no file '{Resolve(digests)}'")
            : null;
    }

    /// <summary>A source or file of a line, from where the command runs.</summary>
    public string Resolve(string path) => BlobAddress.IsUrl(path) ? path : System.IO.Path.GetFullPath(path, Folder);

    public void Dispose()
    {
        if (!request.IsStandardInput)
        {
            _content.Dispose();
        }
    }
}
