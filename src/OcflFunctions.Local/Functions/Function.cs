using System.Reflection;

namespace OcflFunctions.Local.Functions;

/// <summary>A method that the host can run.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Method">The method.</param>
/// <param name="Trigger">What starts it.</param>
/// <param name="Arguments">Where each of the method's arguments comes from, in order.</param>
internal sealed record Function(string Name, MethodInfo Method, FunctionTrigger Trigger, IReadOnlyList<ArgumentSource> Arguments)
{
    /// <summary>The function in messages: its name and where it is declared.</summary>
    public string Description => Describe(Name, Method);

    internal static string Describe(string name, MethodInfo method) =>
        $"function '{name}' ({method.DeclaringType?.FullName}.{method.Name})";
}
