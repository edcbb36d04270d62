using System.Globalization;
using Ocfl.Staging;
using OcflFunctions.Contracts;
using OcflFunctions.Work;
using StateChange = Ocfl.Staging.StateChange;

namespace OcflFunctions.Http;

/// <summary>Changes that are wrong whatever the object and the source are: no storage is looked at.</summary>
internal static class ChangeFaults
{
    private const int MostErrors = 20;

    /// <summary>Refuses changes that no object could have.</summary>
    /// <exception cref="ProblemException">Some are wrong; the problem names each with its first fault.</exception>
    public static void Refuse(UpdateRequest request)
    {
        SourceFilter? filter = request.Source is { } source ? SourceFilter.Of(source) : null;
        FieldError[] errors =
        [
            .. request.Changes.ToOcfl()
                .Select((change, index) => StateChangeChecks.FindFault(change, index) ?? FindSourceFault(change, index, filter))
                .OfType<StateChangeException>()
                .Take(MostErrors)
                .Select(fault => At(ProblemKind.InvalidChange, fault)),
        ];
        if (errors.Length > 0)
        {
            throw new ProblemException(ProblemKind.InvalidChange, errors);
        }
    }

    /// <summary>A change's field that has a problem.</summary>
    public static FieldError At(ProblemKind kind, StateChangeException fault) =>
        kind.At(string.Create(CultureInfo.InvariantCulture, $"changes[{fault.Index}].{fault.Field}"), fault.Message);

    private static StateChangeException? FindSourceFault(StateChange change, int index, SourceFilter? filter)
    {
        string? rule = change.SourcePath switch
        {
            null => null,
            { } path when filter is null => $"there is no 'source' to take '{path}' from.",
            { } path when !filter.Takes(path) => $"'{path}' is none of the source's files that 'include' and 'exclude' leave.",
            _ => null,
        };
        return rule is null ? null : new StateChangeException(index, change.Content is null ? "path" : "content", rule);
    }
}
