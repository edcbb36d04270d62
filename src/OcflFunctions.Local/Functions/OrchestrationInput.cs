using System.Reflection;
using Microsoft.DurableTask;

namespace OcflFunctions.Local.Functions;

/// <summary>Passes an orchestration's input to its function, as the parameter's type.</summary>
internal static class OrchestrationInput
{
    private static readonly MethodInfo TypedSource =
        typeof(OrchestrationInput).GetMethod(nameof(Read), BindingFlags.NonPublic | BindingFlags.Static)!;

    /// <summary>The source of an argument.</summary>
    public static ArgumentSource Source(Type type)
    {
        var read = TypedSource.MakeGenericMethod(type).CreateDelegate<Func<TaskOrchestrationContext, object?>>();
        return invocation => read(invocation.Orchestration!);
    }

    private static object? Read<T>(TaskOrchestrationContext context) => context.GetInput<T>();
}
