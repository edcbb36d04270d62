using OcflFunctions.Keys;

namespace OcflFunctions.Http.OpenApi;

/// <summary>Describes the calls of a feature. The OpenAPI document and the roles of callers are made from it.</summary>
internal interface IDescribeCalls
{
    /// <summary>What the calls are about: the heading above them in the reference.</summary>
    CallGroup Group { get; }

    /// <summary>The calls.</summary>
    IEnumerable<CallDescription> Calls { get; }
}

/// <summary>A group of calls.</summary>
/// <param name="Name">Its name, such as <c>Updates</c>.</param>
/// <param name="Description">A sentence about it.</param>
internal sealed record CallGroup(string Name, string Description);

/// <summary>One call. Its route and its methods are those of the function's trigger.</summary>
/// <param name="Function">The name of the HTTP function.</param>
/// <param name="Role">The role that a caller needs at least; null if the call needs no key.</param>
/// <param name="Summary">What it does, in a few words.</param>
internal sealed record CallDescription(string Function, CallerRole? Role, string Summary)
{
    /// <summary>What else a caller needs to know; null for nothing.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it changes something, so that the audit log has a line for it.</summary>
    public bool IsChange { get; init; } = Role > CallerRole.Reader;

    /// <summary>The parameters in path, query and headers.</summary>
    public IReadOnlyList<CallParameter> Parameters { get; init; } = [];

    /// <summary>The body; null if it has none.</summary>
    public CallContent? Body { get; init; }

    /// <summary>The answers that are not problems.</summary>
    public required IReadOnlyList<CallAnswer> Answers { get; init; }

    /// <summary>The problems of this call, beside those that any call can have.</summary>
    public IReadOnlyList<ProblemKind> Problems { get; init; } = [];

    /// <summary>For a function with several methods: the one that this describes, such as <c>HEAD</c>. Null if it has one method.</summary>
    public string? Method { get; init; }
}

/// <summary>An answer that is not a problem.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Description">When it is sent.</param>
internal sealed record CallAnswer(int Status, string Description)
{
    /// <summary>The body; null if it has none.</summary>
    public CallContent? Body { get; init; }

    /// <summary>Headers of the answer.</summary>
    public IReadOnlyList<CallParameter> Headers { get; init; } = [];
}
