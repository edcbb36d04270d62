using OcflFunctions.Http.Access;
using OcflFunctions.Http.OpenApi;
using OcflFunctions.Keys;

namespace OcflFunctions.Local.Http;

/// <summary>Marks an endpoint whose callers need a role.</summary>
/// <param name="roleOf">What the call needs, by its HTTP method.</param>
internal sealed class KeyRequirement(Func<string, CallRole> roleOf)
{
    /// <summary>What a request needs.</summary>
    public CallRole RoleOf(HttpRequest request) => roleOf(request.Method);

    /// <summary>What a function needs by its description.</summary>
    public static KeyRequirement Of(CallTable calls, string function) => new(method => calls.RoleOf(function, method));

    /// <summary>An endpoint of the engine's own API: for operators.</summary>
    public static KeyRequirement OfEngine(string call) => new(method => new CallRole(
        $"{call} {method}", CallerRole.Operator, !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method)));
}
