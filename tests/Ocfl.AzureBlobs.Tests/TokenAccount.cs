using Azure.Core;
using Azure.Core.Pipeline;
using Ocfl.Azurite;
using Ocfl.Testing.Azurite;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>An account that takes tokens of Microsoft Entra ID: an Azurite of its own, which speaks https.</summary>
public sealed class TokenAccount : IAsyncLifetime, IDisposable
{
    private readonly TestCertificate _certificate = new();
    private readonly HttpClient _http;
    private AzuriteServer _azurite = null!;

    public TokenAccount()
    {
        Requests.InnerHandler = _certificate.CreateHandler();
        _http = new(Requests) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>All requests so far.</summary>
    public RequestCounter Requests { get; } = new();

    public async Task InitializeAsync() =>
        _azurite = await AzuriteServer.StartAsync(new() { Https = (_certificate.CertificateFile, _certificate.KeyFile) });

    public async Task DisposeAsync() => await _azurite.DisposeAsync();

    public void Dispose()
    {
        _http.Dispose();
        Requests.Dispose();
        _certificate.Dispose();
    }

    /// <summary>A container, made on first use.</summary>
    public AzureBlobStorage Open(string container, TokenCredential credential) => new(new()
    {
        ServiceUri = _azurite.BlobEndpoint,
        Credential = credential,
        Container = container,
        CreateContainer = true,
        ConfigureClient = client => client.Transport = new HttpClientTransport(_http),
    });
}
