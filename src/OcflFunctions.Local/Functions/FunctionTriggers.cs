using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.DurableTask;

namespace OcflFunctions.Local.Functions;

/// <summary>Reads the trigger of a function from its attribute.</summary>
internal static class FunctionTriggers
{
    /// <summary>The trigger; null if it cannot be hosted, which adds a problem.</summary>
    public static FunctionTrigger? Read(string name, MethodInfo method, ParameterInfo parameter, List<string> problems)
    {
        var attribute = parameter.GetCustomAttribute<TriggerBindingAttribute>(inherit: true)!;
        try
        {
            return attribute switch
            {
                HttpTriggerAttribute http => Http(name, method, parameter, http),
                OrchestrationTriggerAttribute orchestration => Orchestration(name, parameter, orchestration),
                ActivityTriggerAttribute activity => new ActivityFunctionTrigger(activity.Activity ?? name, parameter.ParameterType),
                TimerTriggerAttribute timer => Timer(parameter, timer),
                _ => throw new NotSupportedException($"the local host has no trigger [{Short(attribute.GetType())}]."),
            };
        }
        catch (Exception failure) when (failure is NotSupportedException or RoutePatternException)
        {
            problems.Add($"{Function.Describe(name, method)}, parameter '{parameter.Name}': {failure.Message}");
            return null;
        }
    }

    private static HttpFunctionTrigger Http(string name, MethodInfo method, ParameterInfo parameter, HttpTriggerAttribute attribute)
    {
        Require<HttpRequest>(parameter, attribute);
        Type value = ReturnValue.ValueTypeOf(method.ReturnType);
        if (value != typeof(void) && !typeof(IResult).IsAssignableFrom(value) && !typeof(IActionResult).IsAssignableFrom(value))
        {
            throw new NotSupportedException($"an HTTP function returns an IResult or an IActionResult, this one returns {value.Name}.");
        }

        IReadOnlyList<string> methods =
            [.. (attribute.Methods ?? []).Select(verb => verb.ToUpperInvariant()).Distinct(StringComparer.Ordinal)];
        return new HttpFunctionTrigger(RoutePatternFactory.Parse(attribute.Route ?? name), methods, LevelOf(parameter));
    }

    /// <summary>
    /// The level in the source code. If it has none, the Functions host requires a function key, whatever value the attribute's property
    /// has.
    /// </summary>
    private static AuthorizationLevel LevelOf(ParameterInfo parameter) => parameter.CustomAttributes
        .Single(data => data.AttributeType == typeof(HttpTriggerAttribute))
        .ConstructorArguments
        .Where(argument => argument.ArgumentType == typeof(AuthorizationLevel))
        .Select(argument => (AuthorizationLevel)argument.Value!)
        .DefaultIfEmpty(AuthorizationLevel.Function)
        .First();

    private static OrchestrationFunctionTrigger Orchestration(string name, ParameterInfo parameter, OrchestrationTriggerAttribute attribute)
    {
        Require<TaskOrchestrationContext>(parameter, attribute);
        return new OrchestrationFunctionTrigger(attribute.Orchestration ?? name);
    }

    private static TimerFunctionTrigger Timer(ParameterInfo parameter, TimerTriggerAttribute attribute)
    {
        Require<TimerInfo>(parameter, attribute);
        return new TimerFunctionTrigger(attribute.Schedule, attribute.RunOnStartup, attribute.UseMonitor);
    }

    private static void Require<T>(ParameterInfo parameter, TriggerBindingAttribute attribute)
    {
        if (parameter.ParameterType != typeof(T))
        {
            throw new NotSupportedException(
                $"[{Short(attribute.GetType())}] belongs on a parameter of type {typeof(T).Name}, not {parameter.ParameterType.Name}.");
        }
    }

    private static string Short(Type attribute) =>
        attribute.Name.EndsWith("Attribute", StringComparison.Ordinal) ? attribute.Name[..^"Attribute".Length] : attribute.Name;
}
