using OcflFunctions.Contracts;

namespace OcflFunctions.Http;

/// <summary>A request that cannot be done, on its way to its answer.</summary>
internal sealed class ProblemException : Exception
{
    public ProblemException(ProblemKind kind, string detail, string? field = null) : base(detail)
    {
        Kind = kind;
        Problem = new Problem { Type = kind.Type, Title = kind.Title, Status = kind.Status, Detail = detail, Field = field };
    }

    public ProblemException(ProblemKind kind, IReadOnlyList<FieldError> errors) : base(errors[0].Detail)
    {
        Kind = kind;
        Problem = new Problem
        {
            Type = kind.Type,
            Title = kind.Title,
            Status = kind.Status,
            Detail = errors[0].Detail,
            Field = errors[0].Field,
            JsonPointer = errors[0].JsonPointer,
            Errors = errors.Count > 1 ? errors : null,
        };
    }

    /// <summary>What kind of problem.</summary>
    public ProblemKind Kind { get; }

    /// <summary>The answer.</summary>
    public Problem Problem { get; }
}
