using System.Collections.Concurrent;
using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestCaseOrderer("EndToEnd.SelectedTests", "EndToEnd")]

namespace EndToEnd;

/// <summary>Notes which tests a run has: all of the assembly, or those that a filter has left. The order stays xUnit's own.</summary>
/// <param name="diagnostics">Where xUnit's orderer reports faults.</param>
public sealed class SelectedTests(IMessageSink diagnostics) : ITestCaseOrderer
{
    private static readonly ConcurrentDictionary<string, bool> Selected = new(StringComparer.Ordinal);

    private readonly DefaultTestCaseOrderer _usual = new(diagnostics);

    /// <inheritdoc/>
    public IEnumerable<TTestCase> OrderTestCases<TTestCase>(IEnumerable<TTestCase> testCases) where TTestCase : ITestCase
    {
        TTestCase[] cases = [.. testCases];
        foreach (TTestCase test in cases)
        {
            Selected.TryAdd(NameOf(test.TestMethod.TestClass.Class.Name, test.TestMethod.Method.Name), true);
        }

        return _usual.OrderTestCases(cases);
    }

    /// <summary>
    /// The tests that the run does not have, of all in the assembly but those of one class's nested classes. Complete once the other
    /// classes have started.
    /// </summary>
    /// <param name="except">The class whose nested classes do not matter.</param>
    internal static string[] FindMissing(Type except) =>
    [
        .. typeof(SelectedTests).Assembly.GetExportedTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.DeclaringType != except)
            .SelectMany(type => type.GetMethods()
                .Where(method => method.GetCustomAttributes<FactAttribute>().Any())
                .Select(method => NameOf(type.FullName!, method.Name)))
            .Where(name => !Selected.ContainsKey(name))
            .Order(StringComparer.Ordinal),
    ];

    private static string NameOf(string type, string method) => $"{type}.{method}";
}
