namespace OcflFunctions.Local.Functions;

/// <summary>A value that the caller sent does not fit a function's parameter.</summary>
internal sealed class ArgumentBindingException(string parameter, string value, string typeName)
    : Exception($"'{value}' is not a valid {typeName} for '{parameter}'.")
{
    /// <summary>The name of the parameter.</summary>
    public string Parameter { get; } = parameter;
}
