using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using OcflFunctions.Updates;

namespace OcflFunctions.Tests;

public sealed class FunctionTests
{
    private static readonly MethodInfo[] Functions =
        [.. typeof(UpdateObject).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Where(method => method.IsDefined(typeof(FunctionAttribute)))];

    [Fact]
    public void Everything_but_health_and_the_document_asks_for_a_key()
    {
        Dictionary<string, AuthorizationLevel> levels = Functions
            .SelectMany(method => method.GetParameters())
            .SelectMany(parameter => parameter.GetCustomAttributes<HttpTriggerAttribute>())
            .SelectMany(trigger => trigger.Methods!.Select(method => ($"{method} {trigger.Route}", trigger.AuthLevel)))
            .ToDictionary();

        string[] open =
        [
            "get health", "get openapi.json",
            "get dashboard", "head dashboard", "get dashboard/{*file}", "head dashboard/{*file}",
        ];
        Assert.All(open, call => Assert.Equal(AuthorizationLevel.Anonymous, levels[call]));
        Assert.All(levels.ExceptBy(open, level => level.Key), level => Assert.Equal(AuthorizationLevel.Function, level.Value));
    }

    [Fact]
    public void Orchestrators_and_activities_are_named_as_the_design_names_them()
    {
        string[] names = [.. Functions.Select(method => method.GetCustomAttribute<FunctionAttribute>()!.Name)];

        Assert.Superset(
            new HashSet<string>([
                "UpdateObject",
                "ClaimObject",
                "ListSource",
                "BuildStage",
                "CreatePlan",
                "ExecuteOcflActivity",
                "ApplyPlan",
                "RevertOcflActivity",
                "ReleaseObject",
                "ValidateObjects",
                "ListObjects",
                "ValidateObject",
                "ValidateStorageRoot",
            ]),
            new HashSet<string>(names));
        Assert.Distinct(names, StringComparer.OrdinalIgnoreCase);
    }
}
