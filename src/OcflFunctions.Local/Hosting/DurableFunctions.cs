using DurableTask.Sqlite;
using Microsoft.DurableTask;
using OcflFunctions.Local.Functions;

namespace OcflFunctions.Local.Hosting;

/// <summary>Registers orchestrators and activities with the engine.</summary>
internal static class DurableFunctions
{
    /// <summary>Adds every durable function of the catalogue.</summary>
    /// <param name="registry">What the engine can run.</param>
    /// <param name="catalog">The functions.</param>
    /// <param name="provider">The host's services.</param>
    /// <param name="chooseWorker">Chooses the services that run an activity, given the host's; null for the host's.</param>
    public static void Register(
        SqliteDurableTaskRegistry registry,
        FunctionCatalog catalog,
        IServiceProvider provider,
        Func<IServiceProvider, IServiceProvider>? chooseWorker = null)
    {
        var scopes = provider.GetRequiredService<IServiceScopeFactory>();
        foreach (Function function in catalog.Functions)
        {
            var invoker = new FunctionInvoker(function);
            switch (function.Trigger)
            {
                case OrchestrationFunctionTrigger trigger when function.Method.IsStatic:
                    registry.AddOrchestrator(trigger.TaskName, context => OrchestrateAsync(invoker, provider, context));
                    break;
                case OrchestrationFunctionTrigger trigger:
                    registry.AddOrchestrator(trigger.TaskName, context => OrchestrateInScopeAsync(invoker, scopes, context));
                    break;
                case ActivityFunctionTrigger trigger:
                    registry.AddActivity(trigger.TaskName, (context, input, cancellation) =>
                        ActAsync(invoker, Worker(), context.InstanceId, input.Read(trigger.InputType), cancellation));
                    break;
            }
        }

        IServiceScopeFactory Worker() => chooseWorker is null ? scopes : chooseWorker(provider).GetRequiredService<IServiceScopeFactory>();
    }

    private static Task<object?> OrchestrateAsync(FunctionInvoker invoker, IServiceProvider services, TaskOrchestrationContext context) =>
        invoker.InvokeAsync(new LocalInvocation(services, CancellationToken.None)
        {
            Orchestration = context,
            InstanceId = context.InstanceId,
        });

    // No ConfigureAwait(false): the orchestrator must stay on the engine's scheduler.
    private static async Task<object?> OrchestrateInScopeAsync(
        FunctionInvoker invoker, IServiceScopeFactory scopes, TaskOrchestrationContext context)
    {
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        return await OrchestrateAsync(invoker, scope.ServiceProvider, context);
    }

    private static async Task<object?> ActAsync(
        FunctionInvoker invoker, IServiceScopeFactory scopes, string instanceId, object? input, CancellationToken cancellation)
    {
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        return await invoker.InvokeAsync(
            new LocalInvocation(scope.ServiceProvider, cancellation) { InstanceId = instanceId, Input = input });
    }
}
