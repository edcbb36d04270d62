namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>A request as functions without the ASP.NET Core integration see it. This solution has none: it is here for the signatures that name it.</summary>
public abstract class HttpRequestData
{
    private protected HttpRequestData()
    {
    }
}
