namespace OcflFunctions.Local.Functions;

/// <summary>What starts a function.</summary>
internal abstract record FunctionTrigger
{
    /// <summary>The trigger in the words of an error message, such as <c>HTTP</c>.</summary>
    public abstract string Kind { get; }
}
