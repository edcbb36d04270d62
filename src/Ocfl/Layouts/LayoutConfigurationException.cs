namespace Ocfl.Layouts;

/// <summary>A storage layout's configuration breaks a rule of its extension.</summary>
/// <param name="extensionName">The layout.</param>
/// <param name="parameter">The parameter; null when it is about the configuration as a whole.</param>
/// <param name="rule">What is wrong and what would be right, as the end of a sentence.</param>
/// <param name="innerException">The cause; null when there is none.</param>
public sealed class LayoutConfigurationException(string extensionName, string? parameter, string rule, Exception? innerException = null)
    : OcflException(
        parameter is null
            ? $"The configuration of the layout {extensionName} {rule}."
            : $"The parameter '{parameter}' of the layout {extensionName} {rule}.",
        innerException)
{
    /// <summary>The layout.</summary>
    public string ExtensionName { get; } = extensionName;

    /// <summary>The parameter; null when it is about the configuration as a whole.</summary>
    public string? Parameter { get; } = parameter;
}
