using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Ocfl.Azurite;

namespace Ocfl.Testing.Node;

/// <summary>
/// A script of <c>tests/parsers</c> or <c>tests/clients</c>, which takes JSON from its input and gives JSON as its output. What the
/// scripts need is installed on first use.
/// </summary>
/// <param name="script">The script.</param>
/// <param name="node">The Node.js that runs it: a program in <c>PATH</c>, or a path.</param>
/// <param name="folder">The folder below <c>tests</c>.</param>
public sealed class Parser(string script, string node = "node", string folder = "parsers")
{
    private static readonly TimeSpan MostTimeToInstall = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan MostTimeToAnswer = TimeSpan.FromMinutes(3);
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Asks it.</summary>
    /// <exception cref="ParserException">It cannot be installed or run. The message says what to do.</exception>
    public async Task<TAnswer> AskAsync<TAnswer>(object question, CancellationToken cancellationToken = default)
    {
        string scripts = FindScripts();
        NodePackages packages = new(scripts, $"what the scripts in tests/{folder} need");
        try
        {
            await packages.InstallAsync(MostTimeToInstall, report: null, cancellationToken);
            using Process process = packages.Start(new(node, [Path.Combine(scripts, script)])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardInputEncoding = Utf8,
                StandardOutputEncoding = Utf8,
            });
            string answer = await AskAsync(process, JsonSerializer.Serialize(question, JsonSerializerOptions.Web), cancellationToken);
            return JsonSerializer.Deserialize<TAnswer>(answer, JsonSerializerOptions.Web)!;
        }
        catch (NodeException failure)
        {
            throw new ParserException(failure.Message, failure);
        }
    }

    private string FindScripts()
    {
        for (DirectoryInfo? above = new(AppContext.BaseDirectory); above is not null; above = above.Parent)
        {
            string scripts = Path.Combine(above.FullName, "tests", folder);
            if (Directory.Exists(scripts))
            {
                return scripts;
            }
        }

        throw new ParserException($"There is no folder tests/{folder} above {AppContext.BaseDirectory}.");
    }

    private async Task<string> AskAsync(Process process, string question, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(MostTimeToAnswer);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await WriteAsync(process.StandardInput, question, deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            string answer = await output;
            return process.ExitCode == 0
                ? answer
                : throw new ParserException($"{script} failed ({process.ExitCode}):\n{answer}{await errors}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ParserException($"{script} gave no answer within {MostTimeToAnswer}.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    // A script that ends before it has read everything says why in its errors.
    private static async Task WriteAsync(StreamWriter input, string question, CancellationToken cancellationToken)
    {
        try
        {
            await input.WriteAsync(question.AsMemory(), cancellationToken);
            input.Close();
        }
        catch (IOException)
        {
        }
    }
}
