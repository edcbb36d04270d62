using System.Reflection;

namespace OcflFunctions.Local.Functions;

/// <summary>Checks at the start that the classes of the functions can be created.</summary>
internal static class FunctionDependencies
{
    /// <summary>Requires that each class has one constructor whose services are registered.</summary>
    /// <exception cref="FunctionLoadException">Some are not; the message names them all.</exception>
    public static void Require(IServiceProvider provider, FunctionCatalog catalog)
    {
        var known = provider.GetRequiredService<IServiceProviderIsService>();
        string[] problems =
        [
            .. catalog.Functions
                .Where(function => !function.Method.IsStatic)
                .GroupBy(function => function.Method.DeclaringType!)
                .SelectMany(group => Missing(group.Key, known).Select(problem => $"{group.First().Description}: {problem}")),
        ];
        if (problems.Length > 0)
        {
            throw new FunctionLoadException(problems);
        }
    }

    private static IEnumerable<string> Missing(Type type, IServiceProviderIsService known)
    {
        ConstructorInfo[] constructors = type.GetConstructors();
        return constructors.Length == 1
            ? constructors[0].GetParameters()
                .Where(parameter => !parameter.HasDefaultValue && !known.IsService(parameter.ParameterType))
                .Select(
                    parameter => $"its class needs a {parameter.ParameterType} for '{parameter.Name}', and no such service is registered.")
            : [$"its class must have one public constructor, and has {constructors.Length}."];
    }
}
