using System.Text;
using Ocfl.Testing.Azurite;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>
/// Says of one blob, in listings and when it is looked at, that it is the destination of a copy in a state that the emulator is never in.
/// </summary>
internal sealed class CopyStates(string name, string state) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            return answer;
        }

        if (request.RequestUri!.Query.Contains("comp=list", StringComparison.Ordinal))
        {
            string listing = await answer.Content.ReadAsStringAsync(cancellationToken);
            int entry = listing.IndexOf($"<Name>{name}</Name>", StringComparison.Ordinal);
            if (entry >= 0)
            {
                int end = listing.IndexOf("</Properties>", entry, StringComparison.Ordinal);
                listing = listing.Insert(end, $"<CopyId>1</CopyId><CopyStatus>{state}</CopyStatus>");
            }

            answer.Content = new StringContent(listing, Encoding.UTF8, "application/xml");
        }
        else if (RequestCounter.GetKind(request) == "Get Blob Properties"
            && request.RequestUri.AbsolutePath.EndsWith("/" + name, StringComparison.Ordinal))
        {
            answer.Headers.Add("x-ms-copy-id", "1");
            answer.Headers.Add("x-ms-copy-status", state);
        }

        return answer;
    }
}
