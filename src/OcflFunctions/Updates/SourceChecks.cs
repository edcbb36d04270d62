using OcflFunctions.Contracts;
using OcflFunctions.Http;
using OcflFunctions.Sources;

namespace OcflFunctions.Updates;

/// <summary>Refuses at once a source that is not allowed, or does not exist.</summary>
internal static class SourceChecks
{
    /// <summary>Requires that a source is allowed and exists.</summary>
    /// <exception cref="ProblemException">It is not allowed, or does not exist.</exception>
    public static async Task RequireAsync(AllowedSources sources, UpdateSource source, CancellationToken cancellationToken)
    {
        try
        {
            await sources.ResolveAsync(source, cancellationToken);
        }
        catch (SourceRefusedException refusal)
        {
            ProblemKind kind = refusal.IsForbidden ? ProblemKind.SourceNotAllowed : ProblemKind.SourceNotFound;
            throw new ProblemException(kind, [kind.At(refusal.Field, refusal.Message)]);
        }
    }
}
