using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Starts the function when an HTTP request comes for its route. A key of the function is asked for unless said otherwise.</summary>
public sealed class HttpTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Any method, with a key of the function.</summary>
    public HttpTriggerAttribute()
    {
        AuthLevel = AuthorizationLevel.Function;
    }

    /// <summary>The given methods. The host asks for a key of the function, although <see cref="AuthLevel"/> reads <see cref="AuthorizationLevel.Anonymous"/>.</summary>
    /// <param name="methods">HTTP methods, in either case.</param>
    public HttpTriggerAttribute(params string[] methods)
    {
        Methods = methods;
    }

    /// <summary>Any method.</summary>
    /// <param name="authLevel">The key that the caller must show.</param>
    public HttpTriggerAttribute(AuthorizationLevel authLevel)
    {
        AuthLevel = authLevel;
    }

    /// <summary>The given methods.</summary>
    /// <param name="authLevel">The key that the caller must show.</param>
    /// <param name="methods">HTTP methods, in either case.</param>
    public HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods)
    {
        AuthLevel = authLevel;
        Methods = methods;
    }

    /// <summary>The route template below the host's prefix (<c>api</c> by default); null means the function's name.</summary>
    public string? Route { get; set; }

    /// <summary>The methods that the function answers; null means any.</summary>
    public string[]? Methods { get; }

    /// <summary>The key that the caller must show, where the constructor was given one.</summary>
    public AuthorizationLevel AuthLevel { get; }
}
