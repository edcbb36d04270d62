namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks a method as a function, and gives it the name by which the host knows it.</summary>
/// <param name="name">The name, unique within the app.</param>
[AttributeUsage(AttributeTargets.Method)]
public class FunctionAttribute(string name) : Attribute
{
    /// <summary>The name of the function.</summary>
    public string Name { get; } = name;
}
