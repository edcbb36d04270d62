using Microsoft.AspNetCore.Http;
using OcflFunctions.Keys;

namespace OcflFunctions.Http.OpenApi;

/// <summary>Describes the commands on what runs: suspend, resume, cancel and the like.</summary>
internal static class CommandCalls
{
    /// <summary>A command.</summary>
    /// <param name="function">The name of the HTTP function.</param>
    /// <param name="role">The role that a caller needs at least.</param>
    /// <param name="noun">What it is about: an update, say.</param>
    /// <param name="path">The parameters of the path.</param>
    /// <param name="notFound">The problem if there is no such thing.</param>
    /// <param name="summary">What it does, in a few words.</param>
    /// <param name="description">What else a caller needs to know.</param>
    public static CallDescription Of(
        string function,
        CallerRole role,
        string noun,
        IReadOnlyList<CallParameter> path,
        ProblemKind notFound,
        string summary,
        string description) => new(function, role, summary)
        {
            Description = description,
            Parameters = path,
            Answers =
            [
                new(StatusCodes.Status202Accepted, $"It is requested; the {noun} shows when it is done.")
                {
                    Headers = [CallParameter.Location],
                },
            ],
            Problems = [notFound, ProblemKind.WrongState],
        };
}
