namespace OcflFunctions.Local.Functions;

/// <summary>The functions that this host runs.</summary>
/// <param name="functions">Those that are not disabled.</param>
internal sealed class FunctionCatalog(IReadOnlyList<Function> functions)
{
    private readonly HashSet<string> _orchestrators =
        new(functions.Select(function => function.Trigger)
            .OfType<OrchestrationFunctionTrigger>()
            .Select(trigger => trigger.TaskName), StringComparer.OrdinalIgnoreCase);

    /// <summary>The functions, in the order in which they were found.</summary>
    public IReadOnlyList<Function> Functions { get; } = functions;

    /// <summary>Whether there is an orchestrator with this name (case-insensitive).</summary>
    public bool HasOrchestrator(string name) => _orchestrators.Contains(name);

    /// <summary>The functions that <paramref name="configuration"/> does not disable by <c>AzureWebJobs.NAME.Disabled</c>.</summary>
    public static FunctionCatalog WithoutDisabled(IEnumerable<Function> functions, IConfiguration configuration) =>
        new([.. functions.Where(function => !IsDisabled(function.Name, configuration))]);

    // With dots as in Azure's settings, or with colons, which is how the two underscores of an environment variable arrive.
    private static bool IsDisabled(string name, IConfiguration configuration) =>
        IsTrue(configuration[$"AzureWebJobs.{name}.Disabled"]) || IsTrue(configuration[$"AzureWebJobs:{name}:Disabled"]);

    private static bool IsTrue(string? value) => value == "1" || (bool.TryParse(value, out bool flag) && flag);
}
