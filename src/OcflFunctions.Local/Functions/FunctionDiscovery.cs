using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace OcflFunctions.Local.Functions;

/// <summary>Finds functions as the Functions host does: by their attributes.</summary>
internal static partial class FunctionDiscovery
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>All functions that the assemblies declare.</summary>
    /// <exception cref="FunctionLoadException">Some cannot be hosted; the message names them all.</exception>
    public static IReadOnlyList<Function> Find(IEnumerable<Assembly> assemblies) =>
        Load(assemblies.Distinct().SelectMany(assembly => assembly.GetTypes()));

    /// <summary>All functions that the types declare.</summary>
    /// <exception cref="FunctionLoadException">Some cannot be hosted; the message names them all.</exception>
    public static IReadOnlyList<Function> Load(IEnumerable<Type> types)
    {
        var problems = new List<string>();
        var functions = new List<Function>();
        foreach (MethodInfo method in types.SelectMany(type => type.GetMethods(Declared)))
        {
            if (method.GetCustomAttribute<FunctionAttribute>(inherit: false) is { } attribute
                && Read(attribute.Name, method, problems) is { } function)
            {
                functions.Add(function);
            }
        }

        FunctionConflicts.Find(functions, problems);
        return problems.Count == 0 ? functions : throw new FunctionLoadException(problems);
    }

    private static Function? Read(string name, MethodInfo method, List<string> problems)
    {
        int before = problems.Count;
        problems.AddRange(ProblemsOf(name, method).Select(problem => $"{Function.Describe(name, method)}: {problem}"));
        if (problems.Count > before || TriggerParameter(name, method, problems) is not { } parameter)
        {
            return null;
        }

        FunctionTrigger? trigger = FunctionTriggers.Read(name, method, parameter, problems);
        if (trigger is null)
        {
            return null;
        }

        var arguments = new FunctionArguments(name, method, parameter, trigger, problems).Read();
        return problems.Count > before ? null : new Function(name, method, trigger, arguments);
    }

    private static IEnumerable<string> ProblemsOf(string name, MethodInfo method)
    {
        if (!FunctionName().IsMatch(name))
        {
            yield return "the name must be a letter followed by at most 127 letters, digits, '_' or '-'.";
        }

        if (!method.IsPublic || !method.DeclaringType!.IsVisible)
        {
            yield return "the method and its class must be public.";
        }

        if (method.ContainsGenericParameters)
        {
            yield return "the method and its class must not be generic.";
        }

        if (!method.IsStatic && method.DeclaringType!.IsAbstract)
        {
            yield return "its class is abstract, so there can be no instance of it.";
        }

        if (ReturnValue.IsAsyncVoid(method))
        {
            yield return "it is 'async void', so that its end cannot be awaited: return a Task.";
        }
    }

    private static ParameterInfo? TriggerParameter(string name, MethodInfo method, List<string> problems)
    {
        ParameterInfo[] triggers =
            [.. method.GetParameters().Where(parameter => parameter.IsDefined(typeof(TriggerBindingAttribute), inherit: true))];
        if (triggers.Length == 1)
        {
            return triggers[0];
        }

        problems.Add(triggers.Length == 0
            ? $"{Function.Describe(name, method)}: no parameter has a trigger attribute, such as [HttpTrigger]."
            : $"{Function.Describe(name, method)}: a function has one trigger, this one has {triggers.Length}: "
                + $"{string.Join(", ", triggers.Select(parameter => $"'{parameter.Name}'"))}.");
        return null;
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,127}$", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex FunctionName();
}
