using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using OcflFunctions.Contracts;

namespace OcflFunctions.Client;

public sealed partial class OcflFunctionsClient
{
    private const string Objects = "api/objects";

    /// <summary>The objects of the storage root, in the order of their directories, fetched page by page.</summary>
    /// <param name="prefix">Only those whose ids start with this; null for all. The service reads ids for it: that may take long.</param>
    /// <param name="pageSize">How many to fetch in one request, 1 to 1000; null for the service's default. It does not limit how many are
    /// listed.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    public IAsyncEnumerable<ObjectSummary> ListObjectsAsync(
        string? prefix = null, int? pageSize = null, CancellationToken cancellationToken = default) => ListPagesAsync(
            Objects,
            new Query().With("prefix", prefix).With("top", pageSize),
            ContractsJson.Relaxed.ObjectPage,
            static page => (page.Objects, page.Continuation),
            cancellationToken);

    /// <summary>An object: its newest version, its digest algorithm, its place, and its first versions.</summary>
    /// <param name="objectId">The object's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="OcflFunctionsException">There is no such object (404).</exception>
    public Task<VersionPage> GetObjectAsync(string objectId, CancellationToken cancellationToken = default) => GetAsync(
        Objects + "/versions" + Of(objectId).ToText(), ContractsJson.Relaxed.VersionPage, cancellationToken);

    /// <summary>The versions of an object, oldest first, fetched page by page.</summary>
    /// <inheritdoc cref="ListFilesAsync"/>
    public IAsyncEnumerable<VersionSummary> ListVersionsAsync(
        string objectId, int? pageSize = null, CancellationToken cancellationToken = default) => ListPagesAsync(
            Objects + "/versions",
            Of(objectId).With("top", pageSize),
            ContractsJson.Relaxed.VersionPage,
            static page => (page.Versions, page.Continuation),
            cancellationToken);

    /// <summary>The files of a version, by path (ordinal), fetched page by page: all of one version, even if a newer one is committed
    /// meanwhile.</summary>
    /// <param name="objectId">The object's id.</param>
    /// <param name="version">The version, such as <c>v2</c>; null for the newest.</param>
    /// <param name="prefix">Only those whose paths start with this; null for all.</param>
    /// <param name="pageSize">How many to fetch in one request, 1 to 1000; null for the service's default. It does not limit how many are
    /// listed.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <exception cref="OcflFunctionsException">There is no such object or version (404).</exception>
    public IAsyncEnumerable<FileSummary> ListFilesAsync(
        string objectId,
        string? version = null,
        string? prefix = null,
        int? pageSize = null,
        CancellationToken cancellationToken = default) => ListPagesAsync(
            Objects + "/files",
            Of(objectId).With("version", version).With("prefix", prefix).With("top", pageSize),
            ContractsJson.Relaxed.FilePage,
            static page => (page.Files, page.Continuation),
            cancellationToken);

    /// <summary>The differences between two versions, by path (ordinal), fetched page by page.</summary>
    /// <param name="objectId">The object's id.</param>
    /// <param name="from">The version before, or <c>v0</c> for no files; null for the one before <paramref name="to"/>.</param>
    /// <param name="to">The version after; null for the newest.</param>
    /// <param name="pageSize">How many to fetch in one request, 1 to 1000; null for the service's default.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <exception cref="OcflFunctionsException">There is no such object or version (404).</exception>
    public IAsyncEnumerable<FileChange> ListChangesAsync(
        string objectId,
        string? from = null,
        string? to = null,
        int? pageSize = null,
        CancellationToken cancellationToken = default) => ListPagesAsync(
            Objects + "/diff",
            Of(objectId).With("from", from).With("to", to).With("top", pageSize),
            ContractsJson.Relaxed.FileChangePage,
            static page => (page.Changes, page.Continuation),
            cancellationToken);

    /// <summary>The versions in which a path was added, changed or removed, oldest first, fetched page by page.</summary>
    /// <param name="objectId">The object's id.</param>
    /// <param name="path">The path.</param>
    /// <param name="pageSize">How many to fetch in one request, 1 to 1000; null for the service's default.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <exception cref="OcflFunctionsException">There is no such object, or no version has the path (404).</exception>
    public IAsyncEnumerable<FileHistoryEntry> ListHistoryAsync(
        string objectId, string path, int? pageSize = null, CancellationToken cancellationToken = default) => ListPagesAsync(
            Objects + "/history",
            Of(objectId).With("path", path).With("top", pageSize),
            ContractsJson.Relaxed.FileHistoryPage,
            static page => (page.Entries, page.Continuation),
            cancellationToken);

    /// <summary>Opens a file of a version.</summary>
    /// <param name="objectId">The object's id.</param>
    /// <param name="path">The file's path.</param>
    /// <param name="selection">Which version, which part; null for all of the newest.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="OcflFunctionsException">There is no such object, version or file (404), it has another state than
    /// <see cref="ContentSelection.IfMatch"/> (412), or there are no such bytes (416).</exception>
    public Task<ObjectDownload> OpenContentAsync(
        string objectId, string path, ContentSelection? selection = null, CancellationToken cancellationToken = default)
    {
        selection ??= new ContentSelection();
        ArgumentOutOfRangeException.ThrowIfNegative(selection.Offset, nameof(selection));
        ArgumentOutOfRangeException.ThrowIfLessThan(selection.Length ?? 1, 1, nameof(selection));
        RangeHeaderValue? range = selection.Offset > 0 || selection.Length is not null
            ? new RangeHeaderValue(selection.Offset, selection.Length is { } length ? selection.Offset + length - 1 : null)
            : null;
        return OpenAsync(
            Objects + "/content" + Of(objectId).With("version", selection.Version).With("path", path).ToText(),
            message =>
            {
                message.Headers.Range = range;
                if (selection.IfMatch is { } tag)
                {
                    message.Headers.IfMatch.Add(EntityTagHeaderValue.Parse(tag));
                }
            },
            cancellationToken);
    }

    /// <summary>Opens the inventory of an object: its bytes as they are stored.</summary>
    /// <param name="objectId">The object's id.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="OcflFunctionsException">There is no such object (404).</exception>
    public Task<ObjectDownload> OpenInventoryAsync(string objectId, CancellationToken cancellationToken = default) =>
        OpenAsync(Objects + "/inventory" + Of(objectId).ToText(), prepare: null, cancellationToken);

    /// <summary>Opens a version as an archive.</summary>
    /// <param name="objectId">The object's id.</param>
    /// <param name="format">The form of the archive.</param>
    /// <param name="version">The version, such as <c>v2</c>; null for the newest.</param>
    /// <param name="prefix">Only the files whose paths start with this; null for all.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="OcflFunctionsException">There is no such object or version (404), or a path cannot be in such an archive
    /// (409).</exception>
    public Task<ObjectDownload> OpenExportAsync(
        string objectId,
        ExportFormat format,
        string? version = null,
        string? prefix = null,
        CancellationToken cancellationToken = default) => OpenAsync(
            Objects + "/export" + Of(objectId)
                .With("version", version)
                .With("format", format.ToString().ToLowerInvariant())
                .With("prefix", prefix)
                .ToText(),
            prepare: null,
            cancellationToken);

    private static Query Of(string objectId)
    {
        ArgumentException.ThrowIfNullOrEmpty(objectId);
        return new Query().With("id", objectId);
    }

    private async Task<ObjectDownload> OpenAsync(string path, Action<HttpRequestMessage>? prepare, CancellationToken cancellationToken)
    {
        HttpResponseMessage answer = await SendAsync(Create, Repeatable.Always, cancellationToken, HttpCompletionOption.ResponseHeadersRead)
            .ConfigureAwait(false);
        try
        {
            return new ObjectDownload(answer, await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            answer.Dispose();
            throw;
        }

        HttpRequestMessage Create()
        {
            HttpRequestMessage message = new(HttpMethod.Get, At(path));
            message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*"));
            prepare?.Invoke(message);
            return message;
        }
    }

    private async IAsyncEnumerable<TItem> ListPagesAsync<TPage, TItem>(
        string path,
        Query query,
        JsonTypeInfo<TPage> type,
        Func<TPage, (IReadOnlyList<TItem> Items, string? Continuation)> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? continuation = null;
        do
        {
            TPage page = await GetAsync(
                path + query.With("continuation", continuation).ToText(), type, cancellationToken).ConfigureAwait(false);
            (IReadOnlyList<TItem> items, continuation) = read(page);
            foreach (TItem item in items)
            {
                yield return item;
            }
        }
        while (continuation is not null);
    }

    /// <summary>A query string that is put together.</summary>
    private readonly record struct Query(string Text)
    {
        public Query With(string name, string? value) => value is null
            ? this
            : new Query($"{Text}{(string.IsNullOrEmpty(Text) ? "?" : "&")}{name}={Uri.EscapeDataString(value)}");

        public Query With(string name, int? value) => With(name, value?.ToString(CultureInfo.InvariantCulture));

        public string ToText() => Text ?? "";
    }
}
