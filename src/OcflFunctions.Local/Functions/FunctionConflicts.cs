using Microsoft.AspNetCore.Routing.Patterns;

namespace OcflFunctions.Local.Functions;

/// <summary>Finds functions that conflict with each other.</summary>
internal static class FunctionConflicts
{
    /// <summary>Adds a problem for each name that two functions share, and for each request that two would answer.</summary>
    public static void Find(IReadOnlyList<Function> functions, List<string> problems)
    {
        Report(functions.Select(function => (function.Name, function)), "two functions have one name", problems);
        Report(
            TaskNames<OrchestrationFunctionTrigger>(functions, trigger => trigger.TaskName), "two orchestrators have one name", problems);
        Report(TaskNames<ActivityFunctionTrigger>(functions, trigger => trigger.TaskName), "two activities have one name", problems);
        Report(functions.SelectMany(Requests), "two functions answer one request", problems);
    }

    private static IEnumerable<(string, Function)> TaskNames<T>(IEnumerable<Function> functions, Func<T, string> name)
        where T : FunctionTrigger =>
        functions.Where(function => function.Trigger is T).Select(function => (name((T)function.Trigger), function));

    private static IEnumerable<(string, Function)> Requests(Function function)
    {
        if (function.Trigger is not HttpFunctionTrigger http)
        {
            return [];
        }

        string shape = Shape(http.Route);
        return http.Methods.DefaultIfEmpty("*").Select(method => ($"{method} {shape}", function));
    }

    /// <summary>The route without the names of its parameters: routes of one shape match the same paths.</summary>
    private static string Shape(RoutePattern route) =>
        string.Join('/', route.PathSegments.Select(segment => string.Concat(segment.Parts.Select(Shape))));

    private static string Shape(RoutePatternPart part)
    {
        switch (part)
        {
            case RoutePatternParameterPart parameter:
                string catchAll = parameter.IsCatchAll ? "*" : "";
                string policies = string.Concat(parameter.ParameterPolicies.Select(policy => ":" + policy.Content));
                string optional = parameter.IsOptional ? "?" : "";
                return $"{{{catchAll}{policies}{optional}}}";
            case RoutePatternLiteralPart literal:
                return literal.Content;
            case RoutePatternSeparatorPart separator:
                return separator.Content;
            default:
                throw new InvalidOperationException($"Unknown part of a route: {part.PartKind}.");
        }
    }

    private static void Report(IEnumerable<(string Key, Function Function)> entries, string what, List<string> problems)
    {
        foreach (var group in entries.GroupBy(entry => entry.Key, entry => entry.Function, StringComparer.OrdinalIgnoreCase))
        {
            Function[] functions = [.. group];
            if (functions.Length > 1)
            {
                problems.Add($"{what}, '{group.Key}': {string.Join(" and ", functions.Select(function => function.Description))}.");
            }
        }
    }
}
