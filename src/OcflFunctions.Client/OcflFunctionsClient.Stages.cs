using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using OcflFunctions.Contracts;

namespace OcflFunctions.Client;

public sealed partial class OcflFunctionsClient
{
    private const string Stages = "api/stages";
    private const string TusResumable = "Tus-Resumable";
    private const string UploadOffset = "Upload-Offset";
    private const string TusVersion = "1.0.0";
    private static readonly MediaTypeHeaderValue PartOfUpload = new("application/offset+octet-stream");

    /// <summary>Creates a stage, a place for uploads: once, as for updates.</summary>
    /// <param name="request">What its files get; null for the service's defaults.</param>
    /// <param name="idempotencyKey">1 to 255 visible ASCII characters; null for a new one.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="OcflFunctionsException">The request is not valid, or there are too many stages (429).</exception>
    public Task<Stage> CreateStageAsync(
        StageRequest? request = null, string? idempotencyKey = null, CancellationToken cancellationToken = default)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(request ?? new StageRequest(), ContractsJson.Relaxed.StageRequest);
        return StartAsync(Stages, body, idempotencyKey, ContractsJson.Relaxed.Stage, cancellationToken);
    }

    /// <summary>A stage.</summary>
    /// <param name="id">The stage's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="OcflFunctionsException">There is no such stage (404).</exception>
    public async Task<Stage> GetStageAsync(string id, CancellationToken cancellationToken = default) =>
        await GetAsync(PathOf(Stages, id) + "?top=1", ContractsJson.Relaxed.Stage, cancellationToken).ConfigureAwait(false);

    /// <summary>The stages, fetched page by page.</summary>
    /// <param name="cancellationToken">Cancels the listing.</param>
    public IAsyncEnumerable<Stage> ListStagesAsync(CancellationToken cancellationToken = default) => ListPagesAsync(
        Stages,
        default,
        ContractsJson.Relaxed.StagePage,
        page => (page.Stages, page.Continuation),
        cancellationToken);

    /// <summary>The files of a stage, fetched page by page. Their order stays the same and is not that of their paths.</summary>
    /// <param name="id">The stage's id.</param>
    /// <param name="pageSize">How many to fetch in one request, 1 to 1000; null for the service's default.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <exception cref="OcflFunctionsException">There is no such stage (404).</exception>
    public IAsyncEnumerable<StageFile> ListStagedFilesAsync(
        string id, int? pageSize = null, CancellationToken cancellationToken = default) => ListPagesAsync(
        PathOf(Stages, id),
        default(Query).With("top", pageSize),
        ContractsJson.Relaxed.StageContents,
        page => (page.Files, page.Continuation),
        cancellationToken);

    /// <summary>Removes a stage with its files; nothing if there is none.</summary>
    /// <param name="id">The stage's id.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="OcflFunctionsException">An update runs from it (409).</exception>
    public Task DeleteStageAsync(string id, CancellationToken cancellationToken = default) =>
        DeleteAsync(PathOf(Stages, id), cancellationToken);

    /// <summary>Removes a file of a stage; nothing if there is none.</summary>
    /// <param name="id">The stage's id.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="OcflFunctionsException">An update runs from the stage (409).</exception>
    public Task DeleteStagedFileAsync(string id, string path, CancellationToken cancellationToken = default) =>
        DeleteAsync(FilePathOf(id, path), cancellationToken);

    /// <summary>
    /// Uploads a file in one request. If the line breaks, the file is sent again from where the stream was, if it can seek. For large
    /// files and bad lines use <see cref="UploadAsync"/>.
    /// </summary>
    /// <param name="id">The stage's id.</param>
    /// <param name="path">The file's path in the stage, which becomes the logical path.</param>
    /// <param name="content">The bytes, from where the stream is; not disposed.</param>
    /// <param name="progress">Receives the number of bytes sent; may be null.</param>
    /// <param name="cancellationToken">Cancels the upload; then nothing is stored.</param>
    /// <exception cref="OcflFunctionsException">The path is not valid, there is no room (413, 507), or an update runs from the stage
    /// (409).</exception>
    public async Task<StageFile> PutFileAsync(
        string id, string path, Stream content, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        long start = content.CanSeek ? content.Position : 0;
        Uri uri = At(FilePathOf(id, path));
        using HttpResponseMessage answer = await SendAsync(
            Create, content.CanSeek ? Repeatable.Always : Repeatable.Never, cancellationToken).ConfigureAwait(false);
        return await ReadAsync(answer, ContractsJson.Relaxed.StageFile, cancellationToken).ConfigureAwait(false);

        HttpRequestMessage Create()
        {
            if (content.CanSeek)
            {
                content.Position = start;
            }

            return new HttpRequestMessage(HttpMethod.Put, uri) { Content = new SentStream(content, progress, sentBefore: 0) };
        }
    }

    /// <summary>
    /// Uploads a file in parts (tus 1.0.0): after a broken line it continues with what has not arrived. Attempts count from the last
    /// progress.
    /// </summary>
    /// <param name="id">The stage's id.</param>
    /// <param name="path">The file's path in the stage, which becomes the logical path.</param>
    /// <param name="content">The bytes, from where the stream is; it must be able to seek, and is not disposed.</param>
    /// <param name="progress">Receives the number of bytes sent; may be null. It goes back if sent bytes have not arrived.</param>
    /// <param name="cancellationToken">Cancels the upload. What has arrived expires with the stage.</param>
    /// <exception cref="ArgumentException">The stream cannot seek, or the path has a name that is empty, '.' or '..'.</exception>
    /// <exception cref="OcflFunctionsException">The path is not valid, there is no room (413, 507), or an update runs from the stage
    /// (409).</exception>
    public async Task<StageFile> UploadAsync(
        string id, string path, Stream content, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        string file = FilePathOf(id, path);
        if (!content.CanSeek)
        {
            throw new ArgumentException("A stream that continues after a broken line must be able to seek.", nameof(content));
        }

        long start = content.Position;
        long length = content.Length - start;
        Uri upload = await CreateUploadAsync(id, path, length, cancellationToken).ConfigureAwait(false);
        long offset = 0;
        for (int tries = 1; offset < length;)
        {
            content.Position = start + offset;
            (long arrived, RetryConditionHeaderValue? retryAfter) = await TrySendAsync(
                upload, content, offset, progress, isLast: tries >= _options.Attempts, cancellationToken).ConfigureAwait(false);
            tries = arrived > offset ? 1 : tries + 1;
            offset = arrived;
            if (offset < length)
            {
                await Task.Delay(_delays.Before(tries, retryAfter), _time, cancellationToken).ConfigureAwait(false);
            }
        }

        return await GetAsync(file, ContractsJson.Relaxed.StageFile, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Uri> CreateUploadAsync(string id, string path, long length, CancellationToken cancellationToken)
    {
        Uri collection = At(PathOf(Stages, id) + "/uploads");
        using HttpResponseMessage created = await SendAsync(
            () =>
            {
                HttpRequestMessage request = new(HttpMethod.Post, collection);
                request.Headers.Add(TusResumable, TusVersion);
                request.Headers.Add("Upload-Length", length.ToString(CultureInfo.InvariantCulture));
                request.Headers.Add("Upload-Metadata", "path " + Convert.ToBase64String(Encoding.UTF8.GetBytes(path)));
                return request;
            },
            Repeatable.Always,
            cancellationToken).ConfigureAwait(false);
        return created.Headers.Location is { } location
            ? new Uri(collection, location)
            : throw new OcflFunctionsException(created.StatusCode, null, $"{Describe(created)}, without a Location.");
    }

    /// <summary>Sends what is left of a file.</summary>
    /// <returns>How many bytes of the file are durable, and how long to wait before the next attempt if the service says.</returns>
    private async Task<(long Arrived, RetryConditionHeaderValue? RetryAfter)> TrySendAsync(
        Uri upload, Stream content, long offset, IProgress<long>? progress, bool isLast, CancellationToken cancellationToken)
    {
        RetryConditionHeaderValue? retryAfter = null;
        try
        {
            using HttpRequestMessage request = Prepare(new HttpRequestMessage(HttpMethod.Patch, upload)
            {
                Content = new SentStream(content, progress, offset),
            });
            request.Content!.Headers.ContentType = PartOfUpload;
            request.Headers.Add(TusResumable, TusVersion);
            request.Headers.Add(UploadOffset, offset.ToString(CultureInfo.InvariantCulture));
            using HttpResponseMessage answer = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (answer.IsSuccessStatusCode)
            {
                return (ReadOffset(answer), null);
            }

            // Another offset or another writer, or a connection that the service still takes for alive.
            bool mayPass = RetryDelays.MayPass(answer.StatusCode, Repeatable.Always)
                || answer.StatusCode is HttpStatusCode.Locked
                || (answer.StatusCode is HttpStatusCode.Conflict && await HasMovedAsync(answer, cancellationToken).ConfigureAwait(false));
            if (isLast || !mayPass)
            {
                await ThrowIfRefusedAsync(answer, cancellationToken).ConfigureAwait(false);
            }

            retryAfter = answer.Headers.RetryAfter;
        }
        catch (Exception failure) when (!isLast && RetryDelays.MayPass(failure, Repeatable.Always, cancellationToken))
        {
            // The offset says what has arrived.
        }

        using HttpResponseMessage state = await SendAsync(
            () =>
            {
                HttpRequestMessage request = new(HttpMethod.Head, upload);
                request.Headers.Add(TusResumable, TusVersion);
                return request;
            },
            Repeatable.Always,
            cancellationToken).ConfigureAwait(false);
        return (ReadOffset(state), retryAfter);
    }

    private static async Task<bool> HasMovedAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        await answer.Content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
        Problem? problem = await ReadProblemAsync(answer, cancellationToken).ConfigureAwait(false);
        return problem?.Type is { } type
            && (type.EndsWith(":offset-mismatch", StringComparison.Ordinal) || type.EndsWith(":stage-changed", StringComparison.Ordinal));
    }

    private static long ReadOffset(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues(UploadOffset, out IEnumerable<string>? values)
        && long.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out long offset)
            ? offset
            : throw new OcflFunctionsException(answer.StatusCode, null, $"{Describe(answer)}, without an {UploadOffset}.");

    private async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        Uri uri = At(path);
        try
        {
            using HttpResponseMessage answer = await SendAsync(
                () => new HttpRequestMessage(HttpMethod.Delete, uri), Repeatable.Always, cancellationToken).ConfigureAwait(false);
        }
        catch (OcflFunctionsException gone) when (gone.Status == HttpStatusCode.NotFound)
        {
            // Nothing was there, or an attempt before this one has removed it.
        }
    }

    private static string FilePathOf(string id, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string[] names = path.Split('/');
        return Array.Exists(names, static name => name is "" or "." or "..")
            ? throw new ArgumentException($"The path '{path}' has a name that is empty, '.' or '..'.", nameof(path))
            : $"{PathOf(Stages, id)}/files/{string.Join('/', names.Select(Uri.EscapeDataString))}";
    }
}
