namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>A binding that brings data or a client into its function.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class InputBindingAttribute : BindingAttribute
{
}
