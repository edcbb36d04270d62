using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using OcflFunctions.Http.OpenApi;
using OcflFunctions.Local.Functions;

namespace OcflFunctions.Local.Http;

/// <summary>Serves HTTP functions.</summary>
internal static class FunctionEndpoints
{
    /// <summary>Maps an endpoint for each HTTP function.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="functions">The functions, of any trigger.</param>
    /// <param name="calls">What the functions need of their callers.</param>
    /// <param name="prefix">What every route starts with, such as <c>api</c>; empty for nothing.</param>
    public static void MapFunctions(this IEndpointRouteBuilder endpoints, IEnumerable<Function> functions, CallTable calls, string prefix)
    {
        foreach (Function function in functions)
        {
            if (function.Trigger is HttpFunctionTrigger http)
            {
                Map(endpoints, function, http, calls, prefix);
            }
        }
    }

    private static void Map(
        IEndpointRouteBuilder endpoints, Function function, HttpFunctionTrigger http, CallTable calls, string prefix)
    {
        RoutePattern pattern = RoutePatternFactory.Combine(RoutePatternFactory.Parse(prefix), http.Route);
        IEndpointConventionBuilder endpoint = endpoints.Map(pattern, Serve(new FunctionInvoker(function))).WithDisplayName(function.Name);
        if (http.Methods.Count > 0)
        {
            endpoint.WithMetadata(new HttpMethodMetadata(http.Methods));
        }

        if (http.Level != AuthorizationLevel.Anonymous)
        {
            endpoint.WithMetadata(KeyRequirement.Of(calls, function.Name));
        }
    }

    private static RequestDelegate Serve(FunctionInvoker invoker) => async context =>
    {
        object? result = await invoker.InvokeAsync(
            new LocalInvocation(context.RequestServices, context.RequestAborted) { Http = context });
        await AnswerAsync(context, result);
    };

    // A function that returns nothing has left its answer in the response.
    private static Task AnswerAsync(HttpContext context, object? result) => result switch
    {
        IResult answer => answer.ExecuteAsync(context),
        IActionResult answer => answer.ExecuteResultAsync(new ActionContext(context, context.GetRouteData(), new ActionDescriptor())),
        _ => Task.CompletedTask,
    };
}
