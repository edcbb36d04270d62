using System.Reflection;
using System.Runtime.CompilerServices;

namespace OcflFunctions.Local.Functions;

/// <summary>
/// Turns what a function returned into a task of its value. It awaits on the caller's scheduler: an orchestrator must not leave the
/// engine's.
/// </summary>
internal static class ReturnValue
{
    private static readonly MethodInfo TaskOfT = Adapter(nameof(AwaitTaskAsync));
    private static readonly MethodInfo ValueTaskOfT = Adapter(nameof(AwaitValueTaskAsync));

    /// <summary>The adapter for a method's declared return type.</summary>
    public static Func<object?, Task<object?>> AdapterFor(Type returnType)
    {
        if (returnType == typeof(Task))
        {
            return static returned => AwaitAsync((Task)returned!);
        }

        if (returnType == typeof(ValueTask))
        {
            return static returned => AwaitAsync(((ValueTask)returned!).AsTask());
        }

        if (Generic(returnType) is { } generic)
        {
            MethodInfo adapter = generic == typeof(Task<>) ? TaskOfT : ValueTaskOfT;
            return adapter.MakeGenericMethod(returnType.GetGenericArguments()).CreateDelegate<Func<object?, Task<object?>>>();
        }

        return Task.FromResult;
    }

    /// <summary>The type of the awaited value; void if there is none.</summary>
    public static Type ValueTypeOf(Type returnType) => returnType switch
    {
        _ when returnType == typeof(Task) || returnType == typeof(ValueTask) => typeof(void),
        _ when Generic(returnType) is not null => returnType.GetGenericArguments()[0],
        _ => returnType,
    };

    /// <summary>Whether the end of the method cannot be awaited.</summary>
    public static bool IsAsyncVoid(MethodInfo method) =>
        method.ReturnType == typeof(void) && method.IsDefined(typeof(AsyncStateMachineAttribute), inherit: false);

    private static Type? Generic(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is { } definition
        && (definition == typeof(Task<>) || definition == typeof(ValueTask<>))
            ? definition
            : null;

    private static MethodInfo Adapter(string name) =>
        typeof(ReturnValue).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;

    private static async Task<object?> AwaitAsync(Task task)
    {
        await task;
        return null;
    }

    private static async Task<object?> AwaitTaskAsync<T>(object? task) => await (Task<T>)task!;

    private static async Task<object?> AwaitValueTaskAsync<T>(object? task) => await (ValueTask<T>)task!;
}
