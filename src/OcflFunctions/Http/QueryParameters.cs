using Microsoft.AspNetCore.Http;
using OcflFunctions.Hosting;

namespace OcflFunctions.Http;

/// <summary>Refuses query parameters that a call does not have: a filter with a slip in its name would select what nobody meant.</summary>
internal static class QueryParameters
{
    // Every call can carry the function key; in the Functions host its name goes beside it.
    private static readonly string[] OfHost = ["code", "clientId"];

    /// <summary>Refuses parameters that are not known, and those that are there twice.</summary>
    /// <param name="request">The request.</param>
    /// <param name="known">The parameters that the call has.</param>
    /// <param name="lists">Those among them that may be there more than once.</param>
    /// <exception cref="ProblemException">There is one; the problem names it.</exception>
    public static void Require(HttpRequest request, IReadOnlyList<string> known, params ReadOnlySpan<string> lists)
    {
        foreach ((string name, var values) in request.Query)
        {
            if (!known.Concat(OfHost).Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                string there = known.Count == 0 ? "This call has none." : $"There are: {string.Join(", ", known)}.";
                throw new ProblemException(ProblemKind.InvalidQuery, $"There is no query parameter '{name}'.{NearestName.Suggest(name, known)} {there}", name);
            }

            if (values.Count > 1 && !lists.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw new ProblemException(ProblemKind.InvalidQuery, $"The query parameter '{name}' is there {values.Count} times.", name);
            }
        }
    }
}
