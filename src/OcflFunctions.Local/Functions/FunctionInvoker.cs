using System.Globalization;
using System.Reflection;

namespace OcflFunctions.Local.Functions;

/// <summary>Runs a function: creates its instance with the services of the run, binds its arguments, calls it, waits for it.</summary>
internal sealed class FunctionInvoker
{
    private readonly Function _function;
    private readonly ObjectFactory? _createInstance;
    private readonly Func<object?, Task<object?>> _awaitReturned;

    public FunctionInvoker(Function function)
    {
        _function = function;
        _createInstance = function.Method.IsStatic
            ? null
            : ActivatorUtilities.CreateFactory(function.Method.DeclaringType!, Type.EmptyTypes);
        _awaitReturned = ReturnValue.AdapterFor(function.Method.ReturnType);
    }

    /// <summary>Runs the function once.</summary>
    /// <returns>What it returned; null if it returns nothing.</returns>
    /// <exception cref="ArgumentBindingException">The caller sent a value that does not fit a parameter.</exception>
    public async Task<object?> InvokeAsync(LocalInvocation invocation)
    {
        object?[] arguments = [.. _function.Arguments.Select(source => source(invocation))];
        object? instance = _createInstance?.Invoke(invocation.Services, null);
        try
        {
            object? returned = _function.Method.Invoke(
                instance, BindingFlags.DoNotWrapExceptions, binder: null, arguments, CultureInfo.InvariantCulture);
            return await _awaitReturned(returned);
        }
        finally
        {
            await DisposeAsync(instance);
        }
    }

    private static ValueTask DisposeAsync(object? instance)
    {
        switch (instance)
        {
            case IAsyncDisposable disposable:
                return disposable.DisposeAsync();
            case IDisposable disposable:
                disposable.Dispose();
                return ValueTask.CompletedTask;
            default:
                return ValueTask.CompletedTask;
        }
    }
}
