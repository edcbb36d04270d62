namespace OcflFunctions.Local.Functions;

/// <summary>What a caller sent does not fit a function's parameter: the caller's fault, not the function's.</summary>
internal sealed class ArgumentBindingException(string parameter, string value, string typeName)
    : Exception($"'{value}' is not a valid {typeName} for '{parameter}'.")
{
    /// <summary>The name of the parameter.</summary>
    public string Parameter { get; } = parameter;
}
