using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using OcflFunctions.Http.Access;
using OcflFunctions.Keys;

namespace OcflFunctions.Local.Http;

/// <summary>
/// The keys that callers can send: the one of the settings, and those of the file. A change of the file counts from the next request.
/// </summary>
internal sealed partial class LocalKeys
{
    private readonly Lock _gate = new();
    private readonly ILogger<LocalKeys> _logger;
    private readonly ApiKey? _single;
    private readonly string? _path;
    private (DateTime Written, long Length)? _read;
    private (byte[] Digest, Caller Caller)[] _named = [];
    private ((DateTime, long)? State, string What)? _logged;

    public LocalKeys(IOptions<LocalHttpOptions> options, ILogger<LocalKeys> logger)
    {
        _logger = logger;
        _single = options.Value.ApiKey is { } key ? new ApiKey(key) : null;
        _path = options.Value.KeyFile;
    }

    /// <summary>
    /// Whether callers need a key: with one in the settings, or with a file of keys, also if none is left in it.
    /// </summary>
    public bool AreRequired => _single is not null || (_path is not null && File.Exists(_path));

    /// <summary>The caller whose key a request has; null if it has none, or a wrong one.</summary>
    public Caller? Find(HttpRequest request)
    {
        byte[] digest = NamedKey.Digest(ApiKey.ShownBy(request));
        Caller? found = _single?.Matches(digest) == true ? ApiKey.Holder : null;

        // All keys are compared, so that the time says nothing about which of them is near.
        foreach ((byte[] key, Caller caller) in Named())
        {
            found = CryptographicOperations.FixedTimeEquals(digest, key) ? caller : found;
        }

        return found;
    }

    private (byte[] Digest, Caller Caller)[] Named()
    {
        if (_path is null)
        {
            return [];
        }

        FileInfo file = new(_path);
        (DateTime, long)? now = file.Exists ? (file.LastWriteTimeUtc, file.Length) : null;
        lock (_gate)
        {
            if (_read != now)
            {
                // After a failure the next request reads again: the reason may be gone although the file is the same.
                _read = TryRead(now, out _named) ? now : null;
            }

            return _named;
        }
    }

    // With a file that cannot be read, no named key counts: not even one that has counted until now.
    private bool TryRead((DateTime, long)? state, out (byte[] Digest, Caller Caller)[] keys)
    {
        try
        {
            keys = [.. (new KeyFile(_path!).Read() ?? [])
                .Select(key => (Convert.FromHexString(key.Sha256), new Caller(key.Name, CallerKind.NamedKey, key.Role)))];
            _logged = null;
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // Once, not for each request.
            if (_logged != (state, failure.Message))
            {
                _logged = (state, failure.Message);
                LogUnreadable(failure);
            }

            keys = [];
            return false;
        }
    }

    [LoggerMessage(2004, LogLevel.Error, "The file of keys cannot be read; none of its keys counts.")]
    private partial void LogUnreadable(Exception failure);
}
