namespace OcflFunctions.Local.Functions;

/// <summary>
/// The functions of the app cannot be hosted as they are declared. The message names every function and parameter at fault.
/// </summary>
public sealed class FunctionLoadException : Exception
{
    internal FunctionLoadException(IReadOnlyList<string> problems)
        : base(string.Join(Environment.NewLine, problems.Select(problem => $"- {problem}").Prepend("The functions cannot be loaded:")))
    {
        Problems = problems;
    }

    /// <summary>What is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Problems { get; }
}
