using System.Reflection;
using DurableTask.Core;

namespace Microsoft.DurableTask;

/// <summary>What is known of a failed task.</summary>
/// <param name="ErrorType">The full name of the exception's type, without its assembly.</param>
/// <param name="ErrorMessage">The exception's message.</param>
/// <param name="StackTrace">Null where none was recorded.</param>
/// <param name="InnerFailure">The cause, if there was one.</param>
/// <param name="Properties">What a provider of exception properties added; null where there is none.</param>
public record TaskFailureDetails(
    string ErrorType,
    string ErrorMessage,
    string? StackTrace,
    TaskFailureDetails? InnerFailure,
    IDictionary<string, object?>? Properties)
{
    private Type? _errorType;

    /// <summary>Describes an exception and its causes.</summary>
    public static TaskFailureDetails FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return new TaskFailureDetails(
            exception.GetType().ToString(),
            exception.Message,
            exception.StackTrace,
            exception.InnerException is { } cause ? FromException(cause) : null,
            null);
    }

    /// <summary>Whether the failure was of this exception type or of one derived from it. The causes are not looked at.</summary>
    public bool IsCausedBy<T>()
        where T : Exception => Is(typeof(T), Assembly.GetCallingAssembly());

    /// <inheritdoc cref="IsCausedBy{T}"/>
    /// <exception cref="ArgumentException">The type is not an exception type.</exception>
    /// <exception cref="AmbiguousMatchException">Several loaded assemblies have a type of the recorded name.</exception>
    public bool IsCausedBy(Type targetBaseExceptionType)
    {
        ArgumentNullException.ThrowIfNull(targetBaseExceptionType);
        return Is(targetBaseExceptionType, Assembly.GetCallingAssembly());
    }

    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    internal static TaskFailureDetails FromCore(FailureDetails details) => new(
        details.ErrorType,
        details.ErrorMessage,
        details.StackTrace,
        details.InnerFailure is { } inner ? FromCore(inner) : null,
        details.Properties);

    private bool Is(Type target, Assembly caller)
    {
        if (!typeof(Exception).IsAssignableFrom(target))
        {
            throw new ArgumentException($"{target} is not an exception type.", nameof(target));
        }

        if (string.IsNullOrEmpty(ErrorType))
        {
            return false;
        }

        _errorType ??= Type.GetType(ErrorType) ?? target.Assembly.GetType(ErrorType) ?? caller.GetType(ErrorType) ?? FindLoaded();
        return target.IsAssignableFrom(_errorType);
    }

    private Type? FindLoaded()
    {
        Type[] found = [.. AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetType(ErrorType)).OfType<Type>()];
        return found.Length > 1
            ? throw new AmbiguousMatchException($"Several loaded assemblies have an exception type '{ErrorType}'.")
            : found.SingleOrDefault();
    }
}
