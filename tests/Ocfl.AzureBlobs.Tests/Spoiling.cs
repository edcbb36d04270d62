using Ocfl.Testing.Azurite;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>Turns one bit of what is sent, behind the back of the client.</summary>
internal sealed class Spoiling : DelegatingHandler
{
    public int Spoiled { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (RequestCounter.GetKind(request) is "Put Blob" or "Put Block" && request.Content is { } content)
        {
            byte[] bytes = await content.ReadAsByteArrayAsync(cancellationToken);
            bytes[bytes.Length / 2] ^= 1;
            request.Content = new ByteArrayContent(bytes);
            foreach ((string name, IEnumerable<string> values) in content.Headers)
            {
                request.Content.Headers.TryAddWithoutValidation(name, values);
            }

            Spoiled++;
        }

        return await base.SendAsync(request, cancellationToken);
    }
}
