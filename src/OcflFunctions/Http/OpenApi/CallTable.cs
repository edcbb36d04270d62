using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using OcflFunctions.Http.Access;
using OcflFunctions.Keys;

namespace OcflFunctions.Http.OpenApi;

/// <summary>All calls of the service: each HTTP function with its trigger and its description.</summary>
public sealed class CallTable
{
    private readonly ILookup<string, CallDescription> _calls;

    /// <param name="features">The features that describe calls.</param>
    internal CallTable(IEnumerable<IDescribeCalls> features)
    {
        Features = [.. features];
        _calls = Features.SelectMany(feature => feature.Calls).ToLookup(call => call.Function, StringComparer.Ordinal);
    }

    /// <summary>The features, in the order of the document.</summary>
    internal IReadOnlyList<IDescribeCalls> Features { get; }

    /// <summary>The trigger of each HTTP function of this app, by the function's name.</summary>
    internal static IReadOnlyDictionary<string, HttpTriggerAttribute> Triggers { get; } =
        typeof(CallTable).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static))
            .Select(method => (
                method.GetCustomAttribute<FunctionAttribute>()?.Name,
                Trigger: method.GetParameters()
                    .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
                    .FirstOrDefault(trigger => trigger is not null)))
            .Where(function => function is { Name: not null, Trigger: not null })
            .ToDictionary(function => function.Name!, function => function.Trigger!, StringComparer.Ordinal);

    /// <summary>The role that a call needs. A function that is not described needs the highest.</summary>
    /// <param name="function">The function.</param>
    /// <param name="method">The HTTP method.</param>
    internal CallRole RoleOf(string function, string method)
    {
        CallDescription? call = _calls[function].FirstOrDefault(
            call => call.Method is null || call.Method.Equals(method, StringComparison.OrdinalIgnoreCase));
        return call is null
            ? new CallRole(function, CallerRole.Operator, IsChange: true)
            : new CallRole(function, call.Role, call.IsChange);
    }
}
