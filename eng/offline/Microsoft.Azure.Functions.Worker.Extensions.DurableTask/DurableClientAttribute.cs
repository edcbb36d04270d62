using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Brings a <c>DurableTaskClient</c> of the app's task hub into the function.</summary>
public sealed class DurableClientAttribute : InputBindingAttribute
{
    /// <summary>The task hub; null means the one that host.json names.</summary>
    public string? TaskHub { get; set; }

    /// <summary>The setting that holds the connection to the task hub's storage; null means the one that host.json names.</summary>
    public string? ConnectionName { get; set; }
}
