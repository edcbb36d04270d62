using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Ocfl.Cli;

/// <summary>Help as usual, and examples after it.</summary>
internal sealed class HelpWithExamples(HelpAction inner, Func<Command, IReadOnlyList<string>> examplesOf) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int result = inner.Invoke(parseResult);
        IReadOnlyList<string> examples = examplesOf(parseResult.CommandResult.Command);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        if (examples.Count > 0)
        {
            output.WriteLine("Examples:");
            foreach (string example in examples)
            {
                output.WriteLine("  " + example);
            }

            output.WriteLine();
        }

        return result;
    }
}
