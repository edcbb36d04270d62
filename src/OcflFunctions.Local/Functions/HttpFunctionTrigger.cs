using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace OcflFunctions.Local.Functions;

/// <summary>A request starts the function.</summary>
/// <param name="Route">The route below the host's prefix.</param>
/// <param name="Methods">The HTTP methods in upper case; none means any.</param>
/// <param name="Level">The key that the caller must send.</param>
internal sealed record HttpFunctionTrigger(RoutePattern Route, IReadOnlyList<string> Methods, AuthorizationLevel Level) : FunctionTrigger
{
    public override string Kind => "HTTP";
}
