using System.Reflection;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace OcflFunctions.Local.Functions;

/// <summary>Decides where each argument of one function comes from.</summary>
internal sealed class FunctionArguments(
    string name, MethodInfo method, ParameterInfo triggerParameter, FunctionTrigger trigger, List<string> problems)
{
    private bool _hasInput;

    /// <summary>The sources in the order of the parameters. Each parameter without a source adds a problem.</summary>
    public IReadOnlyList<ArgumentSource> Read() => [.. method.GetParameters().Select(Source)];

    private ArgumentSource Source(ParameterInfo parameter)
    {
        if (parameter.ParameterType.IsByRef)
        {
            return Refuse(parameter, "'ref', 'in' and 'out' parameters cannot be bound.");
        }

        return parameter.Position == triggerParameter.Position ? TriggerSource() : OtherSource(parameter);
    }

    private ArgumentSource TriggerSource() => trigger switch
    {
        HttpFunctionTrigger => static invocation => invocation.Http!.Request,
        OrchestrationFunctionTrigger => static invocation => invocation.Orchestration,
        ActivityFunctionTrigger => static invocation => invocation.Input,
        TimerFunctionTrigger => static invocation => invocation.Timer,
        _ => throw new InvalidOperationException($"No argument for a {trigger.Kind} trigger."),
    };

    private ArgumentSource OtherSource(ParameterInfo parameter)
    {
        if (parameter.IsDefined(typeof(DurableClientAttribute), inherit: true))
        {
            return ClientSource(parameter);
        }

        if (parameter.ParameterType == typeof(CancellationToken) && trigger is not OrchestrationFunctionTrigger)
        {
            return static invocation => invocation.Cancellation;
        }

        return trigger switch
        {
            HttpFunctionTrigger http => RouteSource(parameter, http.Route),
            OrchestrationFunctionTrigger => InputSource(parameter),
            ActivityFunctionTrigger => ActivitySource(parameter),
            _ => Refuse(parameter, $"a {trigger.Kind} function has nothing to bind to it."),
        };
    }

    private ArgumentSource ClientSource(ParameterInfo parameter)
    {
        if (trigger is OrchestrationFunctionTrigger)
        {
            return Refuse(parameter, "an orchestrator must not use a client: its replays would not agree.");
        }

        return parameter.ParameterType == typeof(DurableTaskClient)
            ? static invocation => invocation.Services.GetRequiredService<DurableTaskClient>()
            : Refuse(parameter, $"[DurableClient] belongs on a parameter of type DurableTaskClient, not {parameter.ParameterType.Name}.");
    }

    private ArgumentSource RouteSource(ParameterInfo parameter, RoutePattern route)
    {
        if (route.GetParameter(parameter.Name!) is not { } part)
        {
            return Refuse(parameter, $"it is neither a binding nor a value of the route '{route.RawText}'.");
        }

        if (!RouteValue.Supports(parameter.ParameterType))
        {
            return Refuse(parameter, $"a value of the route cannot become a {parameter.ParameterType.Name}.");
        }

        bool alwaysThere = !part.IsOptional || route.Defaults.ContainsKey(part.Name);
        if (!alwaysThere && !parameter.HasDefaultValue && !AllowsNull(parameter.ParameterType))
        {
            return Refuse(parameter, $"the route '{route.RawText}' may have no value for it, so its type must allow null.");
        }

        return RouteValue.Source(part.Name, parameter.ParameterType, parameter.HasDefaultValue ? parameter.DefaultValue : null);
    }

    private ArgumentSource InputSource(ParameterInfo parameter)
    {
        if (parameter.ParameterType == typeof(CancellationToken))
        {
            return Refuse(parameter, "an orchestrator must not depend on when it is cancelled: its replays would not agree.");
        }

        if (_hasInput)
        {
            return Refuse(parameter, "an orchestrator has one input, and another parameter takes it already.");
        }

        _hasInput = true;
        return OrchestrationInput.Source(parameter.ParameterType);
    }

    private ArgumentSource ActivitySource(ParameterInfo parameter)
    {
        if (parameter.ParameterType == typeof(TaskActivityContext))
        {
            return Refuse(parameter, "the Functions host has no such binding: take 'string instanceId', which it has.");
        }

        return parameter.ParameterType == typeof(string) && string.Equals(parameter.Name, "instanceId", StringComparison.OrdinalIgnoreCase)
            ? static invocation => invocation.InstanceId
            : Refuse(
                parameter, "an activity has nothing to bind to it but its input, 'string instanceId', a client or a CancellationToken.");
    }

    private ArgumentSource Refuse(ParameterInfo parameter, string why)
    {
        problems.Add($"{Function.Describe(name, method)}, parameter '{parameter.Name}' of type {parameter.ParameterType.Name}: {why}");
        return static _ => null;
    }

    private static bool AllowsNull(Type type) => !type.IsValueType || Nullable.GetUnderlyingType(type) is not null;
}
