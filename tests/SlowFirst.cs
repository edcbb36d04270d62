using System.Reflection;
using Xunit.Abstractions;

namespace Ocfl.Testing.Order;

/// <summary>
/// Starts the slow classes of an assembly first, so that none of them runs alone at the end. Collections with a definition are last: xUnit
/// runs those that exclude all others then in any case.
/// </summary>
internal sealed class SlowFirst : ITestCollectionOrderer
{
    private const string Prefix = "Test collection for ";

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections
            .OrderBy(collection => collection.CollectionDefinition is null ? 0 : 1)
            .ThenBy(collection => IsSlow(collection) ? 0 : 1)
            .ThenBy(collection => collection.DisplayName, StringComparer.Ordinal);

    private static bool IsSlow(ITestCollection collection)
    {
        Type? type = collection.DisplayName.StartsWith(Prefix, StringComparison.Ordinal)
            ? Assembly.GetExecutingAssembly().GetType(collection.DisplayName[Prefix.Length..])
            : null;
        for (; type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttributesData().Any(attribute => attribute.AttributeType == typeof(TraitAttribute)
                && attribute.ConstructorArguments.Select(argument => argument.Value).SequenceEqual(["Category", "Slow"])))
            {
                return true;
            }
        }

        return false;
    }
}
