using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
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
                throw new ProblemException(
                    ProblemKind.InvalidQuery, $"There is no query parameter '{name}'.{NearestName.Suggest(name, known)} {there}", name);
            }

            if (values.Count > 1 && !lists.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                throw new ProblemException(ProblemKind.InvalidQuery, $"The query parameter '{name}' is there {values.Count} times.", name);
            }
        }
    }
}

/// <summary>Reads which part of a list is asked for.</summary>
internal static class PageQuery
{
    /// <summary>The query parameters that say so.</summary>
    public static readonly IReadOnlyList<string> Parameters = ["top", "continuation"];

    /// <summary>How many at most, from the parameter <c>top</c>.</summary>
    /// <exception cref="ProblemException">It is no number, or out of bounds.</exception>
    public static int ReadTop(IQueryCollection query, int usual, int most)
    {
        string text = query["top"].ToString();
        if (text.Length == 0)
        {
            return usual;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int top) && top >= 1 && top <= most
            ? top
            : throw new ProblemException(
                ProblemKind.InvalidQuery,
                string.Create(CultureInfo.InvariantCulture, $"'{text}' must be a number from 1 to {most}."),
                "top");
    }

    /// <summary>Reads the parameter <c>continuation</c>.</summary>
    /// <param name="query">The query.</param>
    /// <param name="parse">Makes a place of the two parts that <see cref="Continue"/> was given.</param>
    /// <returns>Null for the beginning.</returns>
    /// <exception cref="ProblemException">It is none that was given.</exception>
    public static T? ReadContinuation<T>(IQueryCollection query, Func<string, string, T> parse)
    {
        string text = query["continuation"].ToString();
        if (text.Length == 0)
        {
            return default;
        }

        try
        {
            string[] parts = Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(text)).Split(' ', 2);
            return parse(parts[0], parts[1]);
        }
        catch (Exception invalid) when (invalid is FormatException or OverflowException or ArgumentException or IndexOutOfRangeException)
        {
            throw new ProblemException(ProblemKind.InvalidQuery, "It is not a continuation that this service gave.", "continuation");
        }
    }

    /// <summary>The continuation of two parts, of which the first has no space.</summary>
    public static string Continue(string first, string rest) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(first + " " + rest));
}
