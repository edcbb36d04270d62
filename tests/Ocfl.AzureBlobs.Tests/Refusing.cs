using Ocfl.Testing.Azurite;

namespace Ocfl.AzureBlobs.Tests;

/// <summary>Makes the service refuse all requests of some kinds.</summary>
internal sealed class Refusing(int status, string code, params string[] kinds) : DelegatingHandler
{
    /// <summary>A service without Put Block From URL, as Azurite was before 3.37.</summary>
    public static Refusing BlocksFromUrl() => new(501, "NotImplemented", "Put Block From URL");

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        kinds.Contains(RequestCounter.GetKind(request))
            ? Task.FromResult(FaultHandler.Refuse(request, status, code))
            : base.SendAsync(request, cancellationToken);
}
