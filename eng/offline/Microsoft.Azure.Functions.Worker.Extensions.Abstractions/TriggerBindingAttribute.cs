namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>A binding that starts its function. Each function has exactly one.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class TriggerBindingAttribute : BindingAttribute
{
}
