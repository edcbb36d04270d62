using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using OcflFunctions.Hosting;

namespace OcflFunctions.Http;

/// <summary>Refuses query parameters that a call does not have: a misspelt filter would select too much.</summary>
internal static class QueryParameters
{
    // Every call can have the function key; in the Functions host also the key's name.
    private static readonly string[] OfHost = ["code", "clientId"];

    /// <summary>Refuses unknown parameters, and those that are given twice.</summary>
    /// <param name="request">The request.</param>
    /// <param name="known">The parameters that the call has.</param>
    /// <param name="lists">Those that may be given more than once.</param>
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
                throw new ProblemException(ProblemKind.InvalidQuery, $"The query parameter '{name}' is given {values.Count} times.", name);
            }
        }
    }
}

/// <summary>Reads which page of a list is requested.</summary>
internal static class PageQuery
{
    /// <summary>Their query parameters.</summary>
    public static readonly IReadOnlyList<string> Parameters = ["top", "continuation"];

    /// <summary>How many at most, from the parameter <c>top</c>.</summary>
    /// <exception cref="ProblemException">It is not a number, or out of bounds.</exception>
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
    /// <param name="parse">Creates a position from the two parts that <see cref="Continue"/> got.</param>
    /// <returns>Null for the beginning.</returns>
    /// <exception cref="ProblemException">It is not one of this service.</exception>
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
            throw new ProblemException(ProblemKind.InvalidQuery, "It is not a continuation of this service.", "continuation");
        }
    }

    /// <summary>The continuation of two parts, of which the first has no space.</summary>
    public static string Continue(string first, string rest) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(first + " " + rest));
}
