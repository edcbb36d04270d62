using Microsoft.AspNetCore.Http;
using OcflFunctions.Keys;

namespace OcflFunctions.Http.Access;

/// <summary>Who calls.</summary>
/// <param name="Name">The name of a key, or the subject of a token.</param>
/// <param name="Kind">How the caller is known.</param>
/// <param name="Role">The highest role.</param>
internal sealed record Caller(string Name, CallerKind Kind, CallerRole Role)
{
    /// <summary>The caller of a request; null if the call needs no key.</summary>
    public static Caller? Of(HttpContext context) => context.Features.Get<Caller>();
}

/// <summary>How a caller is known.</summary>
internal enum CallerKind
{
    /// <summary>By a function key, which the Functions host has checked.</summary>
    FunctionKey,

    /// <summary>By the one key that the settings of the local host have.</summary>
    ApiKey,

    /// <summary>By a named key of the local host.</summary>
    NamedKey,

    /// <summary>By a token.</summary>
    Token,

    /// <summary>As a program on the machine of a local host that has no key.</summary>
    ThisMachine,
}
