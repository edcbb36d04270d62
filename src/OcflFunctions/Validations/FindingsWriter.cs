using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Ocfl.Storage;
using OcflFunctions.Contracts;
using OcflFunctions.Updates;
using Finding = Ocfl.Findings.Finding;
using FindingSeverity = Ocfl.Findings.FindingSeverity;

namespace OcflFunctions.Validations;

/// <summary>
/// Writes findings as JSON lines to a file of the work area while they are found, so that none is held in memory. The file exists only
/// once it is complete, and only if there is a finding.
/// </summary>
internal sealed class FindingsWriter(IStorage storage, string path) : IAsyncDisposable
{
    private readonly ArrayBufferWriter<byte> _line = new();
    private Pipe? _pipe;
    private Task? _write;
    private bool _isComplete;

    /// <summary>How many findings there were, by severity.</summary>
    public ValidationCounts Counts { get; private set; } = new();

    /// <summary>The file; null if nothing was written.</summary>
    public string? Path => _pipe is null ? null : path;

    /// <summary>Adds a finding about an object, or about the storage root.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="objectRoot">The object's root; empty for the storage root.</param>
    /// <param name="objectId">The object's id; null if there is none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async ValueTask AddAsync(Finding finding, string objectRoot, string? objectId, CancellationToken cancellationToken)
    {
        bool isAboutRoot = objectRoot.Length == 0;
        Counts = Counts with
        {
            Errors = Counts.Errors + (finding.Severity == FindingSeverity.Error ? 1 : 0),
            Warnings = Counts.Warnings + (finding.Severity == FindingSeverity.Warning ? 1 : 0),
            Infos = Counts.Infos + (finding.Severity == FindingSeverity.Info ? 1 : 0),
            Unchecked = Counts.Unchecked + (finding.Severity == FindingSeverity.Unchecked ? 1 : 0),
            RootErrors = Counts.RootErrors + (isAboutRoot && finding.Severity == FindingSeverity.Error ? 1 : 0),
            RootUnchecked = Counts.RootUnchecked + (isAboutRoot && finding.Severity == FindingSeverity.Unchecked ? 1 : 0),
        };
        Pipe pipe = _pipe ??= Open(cancellationToken);
        pipe.Writer.Write(Line(finding, objectRoot, objectId));
        FlushResult flushed = await pipe.Writer.FlushAsync(cancellationToken);
        if (flushed.IsCompleted)
        {
            // The writing has failed: its own exception says why.
            await _write!;
        }
    }

    /// <summary>
    /// Receives findings about the storage root. Unless it is the last attempt, a finding that something cannot be read is thrown, so
    /// that the activity is retried.
    /// </summary>
    public Func<Finding, CancellationToken, ValueTask> ForRoot(ValidationTry which) => (finding, cancellationToken) =>
        finding.IsUnreadable && which != ValidationTry.Last
            ? throw new StorageException(finding.Message)
            : AddAsync(finding, objectRoot: "", objectId: null, cancellationToken);

    /// <summary>Completes the file.</summary>
    public async Task CompleteAsync()
    {
        _isComplete = true;
        if (_pipe is not null)
        {
            await _pipe.Writer.CompleteAsync();
            await _write!;
        }
    }

    /// <summary>Discards the file, unless it is complete.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_pipe is not null && !_isComplete)
        {
            await _pipe.Writer.CompleteAsync(new OperationCanceledException("The findings are incomplete."));
            await _write!.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Pipe Open(CancellationToken cancellationToken)
    {
        Pipe pipe = new();
        _write = Task.Run(() => WriteAsync(pipe.Reader, cancellationToken), CancellationToken.None);
        return pipe;
    }

    private async Task WriteAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        try
        {
            await using Stream content = reader.AsStream(leaveOpen: true);
            await storage.WriteAsync(path, content, new StorageWriteOptions(), cancellationToken);
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private ReadOnlySpan<byte> Line(Finding finding, string objectRoot, string? objectId)
    {
        _line.ResetWrittenCount();
        using (Utf8JsonWriter json = new(_line, new JsonWriterOptions { Encoder = ValidationWorkJson.Relaxed.Options.Encoder }))
        {
            JsonSerializer.Serialize(json, Describe(finding, objectRoot, objectId), ValidationWorkJson.Relaxed.Finding);
        }

        _line.Write("\n"u8);
        return _line.WrittenSpan;
    }

    /// <summary>A finding as reports have it.</summary>
    internal static Contracts.Finding Describe(Finding finding, string objectRoot, string? objectId) => new()
    {
        ObjectId = objectId,
        ObjectRoot = objectRoot,
        Code = finding.Code,
        Severity = finding.Severity.ToContract(),
        Message = finding.Message,
        Path = finding.Location.Path,
        JsonPointer = finding.Location.JsonPointer,
        Version = finding.Location.Version,
    };
}
