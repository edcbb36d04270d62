using Ocfl.Testing.Node;

namespace Infra.Tests.Queries;

/// <summary>What the language service says of a query.</summary>
/// <param name="Findings">What is wrong with it.</param>
/// <param name="Columns">The columns of its result, with their types.</param>
internal sealed record KustoAnswer(IReadOnlyList<Finding> Findings, IReadOnlyDictionary<string, string> Columns);
