using System.Reflection;
using Xunit.Abstractions;

namespace Ocfl.Testing.Order;

/// <summary>
/// Starts the slow classes of an assembly first, so that none of them runs alone at the end, and before them the classes that share a
/// fixture, since they run one after another. Collections that exclude all others are last: xUnit runs them then in any case.
/// </summary>
internal sealed class SlowFirst : ITestCollectionOrderer
{
    private const string Prefix = "Test collection for ";

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections
            .OrderBy(collection => IsAlone(collection) ? 1 : 0)
            .ThenBy(collection => collection.CollectionDefinition is null ? 1 : 0)
            .ThenBy(collection => IsSlow(collection) ? 0 : 1)
            .ThenBy(collection => collection.DisplayName, StringComparer.Ordinal);

    private static bool IsAlone(ITestCollection collection) =>
        collection.CollectionDefinition?.GetCustomAttributes(typeof(CollectionDefinitionAttribute).AssemblyQualifiedName!).Any(
            attribute => attribute.GetNamedArgument<bool>(nameof(CollectionDefinitionAttribute.DisableParallelization))) == true;

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
