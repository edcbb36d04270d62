using System.Reflection;
using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Ocfl.Staging;
using OcflFunctions.Audits;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Imports;
using OcflFunctions.Maintenance;
using OcflFunctions.Purges;
using OcflFunctions.Updates;
using OcflFunctions.Validations;
using StateChange = OcflFunctions.Contracts.StateChange;
using StateChangeKind = OcflFunctions.Contracts.StateChangeKind;
using UpdateMode = OcflFunctions.Contracts.UpdateMode;

namespace OcflFunctions.Tests;

/// <summary>
/// The JSON of what crosses the durable engine. Histories hold it, so that it stays as it is: <c>EngineJson.txt</c> has a line for each
/// sample.
/// </summary>
public sealed class ContractTests
{
    private static readonly string SamplesFile = Path.Combine(AppContext.BaseDirectory, "EngineJson.txt");

    public static TheoryData<string> SampleTypes => [.. ContractSamples.All.Select(sample => sample.GetType().Name).Distinct()];

    public static TheoryData<string> ContractTypes => [.. Contracts().Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(SampleTypes))]
    public async Task What_crosses_the_engine_is_written_as_the_file_has_it_and_comes_back_in_both_hosts(string type)
    {
        await using HostConverters hosts = new();
        string[] written = [.. Samples(type).Select(sample => EngineJson.Converter.Serialize(sample)!)];

        Assert.Equal(await ReadFileAsync(type), written);
        foreach (object sample in Samples(type))
        {
            string expected = EngineJson.Converter.Serialize(sample)!;
            Assert.All(hosts.All, writing => Assert.Equal(expected, writing.Serialize(sample)));
            Assert.All(hosts.All, reading => Assert.Equal(
                expected, reading.Serialize(reading.Deserialize(expected, sample.GetType()))));
        }
    }

    [Fact]
    public async Task The_file_has_a_line_for_each_sample()
    {
        string written = string.Concat(ContractSamples.All.Select(
            sample => $"{sample.GetType().Name} {EngineJson.Converter.Serialize(sample)}\n"));
        if (Environment.GetEnvironmentVariable("WRITE_ENGINE_FILE") is { } path)
        {
            await File.WriteAllTextAsync(path, written);
        }

        Assert.Equal(await File.ReadAllTextAsync(SamplesFile), written);
    }

    [Theory]
    [MemberData(nameof(ContractTypes))]
    public void Each_property_of_a_contract_has_its_name(string type)
    {
        Type contract = Contracts().Single(candidate => candidate.Name == type);
        if (contract.IsEnum)
        {
            Assert.Matches(
                "^(JsonStringEnumConverter|UnknownFallbackConverter)",
                contract.GetCustomAttribute<JsonConverterAttribute>()?.ConverterType?.Name);
            return;
        }

        Assert.Contains(ContractSamples.All, sample => sample.GetType() == contract
            || EngineJson.Converter.Serialize(sample)!.Length > 0 && IsPartOf(sample.GetType(), contract));
        Assert.All(
            contract.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(
                property => property.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition != JsonIgnoreCondition.Always),
            property => Assert.Single(
                EngineJson.Options.GetTypeInfo(contract).Properties,
                named => (named.AttributeProvider as PropertyInfo)?.Name == property.Name
                    && named.Name == (property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name
                        ?? char.ToLowerInvariant(property.Name[0]) + property.Name[1..])));
    }

    [Fact]
    public void What_is_not_asked_for_need_not_be_there_and_is_not_written()
    {
        UpdateRequest? before = EngineJson.Converter.Deserialize<UpdateRequest>(
            """{"objectId": "a", "source": {"directory": "b"}, "mode": "merge", "onFailure": "hold"}""");

        Assert.Equal((UpdateMode.Merge, null, null), (before!.Mode, before.Changes, before.Fixity));
        Assert.Equal(
            """{"objectId":"a","mode":"replace","onFailure":"hold"}""",
            EngineJson.Converter.Serialize(new UpdateRequest { ObjectId = "a" }));
        Assert.Equal(
            """[{"op":"add","path":"x","content":"y"},{"op":"copy","from":"x","to":"z"},{"op":"restore","version":"v1"}]""",
            EngineJson.Converter.Serialize(new StateChange[]
            {
                new StateChange { Kind = StateChangeKind.Add, Path = "x", Content = "y" },
                new StateChange { Kind = StateChangeKind.Copy, From = "x", To = "z" },
                new StateChange { Kind = StateChangeKind.Restore, Version = "v1" },
            }));
    }

    [Fact]
    public void The_settings_of_new_versions_have_these_names_and_words() => Assert.Equal(
        """{"digestAlgorithm":"sha512","contentPaths":"hashed","pathConstraint":"cloud","contentDirectory":"payload","versionPadding":3}""",
        EngineJson.Converter.Serialize(new NewVersionSettings
        {
            ContentPaths = ContentPathMapping.Hashed,
            PathConstraint = PathConstraint.Cloud,
            ContentDirectory = "payload",
            VersionPadding = 3,
        }));

    private static IEnumerable<object> Samples(string type) => ContractSamples.All.Where(sample => sample.GetType().Name == type);

    private static async Task<IEnumerable<string>> ReadFileAsync(string type) =>
        (await File.ReadAllLinesAsync(SamplesFile)).Where(line => line.StartsWith(type + " ", StringComparison.Ordinal))
            .Select(line => line[(type.Length + 1)..]);

    private static bool IsPartOf(Type whole, Type part) =>
        whole.IsSubclassOf(part)
            || whole.GetProperties().Any(property => property.PropertyType == part
                || property.PropertyType.GenericTypeArguments.Contains(part));

    // What functions take and give, what orchestrations report, and what is in these.
    private static HashSet<Type> Contracts()
    {
        Queue<Type> found = new([
            typeof(UpdateInput), typeof(UpdateResult), typeof(UpdateCustomStatus), typeof(CancelRequest), typeof(RetryRequest),
            typeof(ValidationInput), typeof(ValidationResult), typeof(ValidationCustomStatus),
            typeof(PurgeInput), typeof(PurgeRecord), typeof(PurgeCustomStatus),
            typeof(ImportInput), typeof(ImportResult), typeof(ImportCustomStatus), typeof(ObjectImportInput), typeof(ImportedObject),
            typeof(ObjectImportStatus),
            typeof(AuditInput), typeof(AuditResult), typeof(AuditCustomStatus),
            typeof(MaintenanceInput), typeof(MaintenanceState), typeof(MaintenanceCustomStatus)]);
        foreach (MethodInfo method in typeof(UpdateInput).Assembly.GetTypes().SelectMany(type => type.GetMethods()))
        {
            if (method.GetParameters().FirstOrDefault(parameter => parameter.IsDefined(typeof(ActivityTriggerAttribute))) is { } input)
            {
                found.Enqueue(input.ParameterType);
                found.Enqueue(method.ReturnType);
            }
        }

        HashSet<Type> all = [];
        while (found.TryDequeue(out Type? type))
        {
            foreach (Type argument in type.GenericTypeArguments)
            {
                found.Enqueue(argument);
            }

            if (type.Namespace?.StartsWith("OcflFunctions", StringComparison.Ordinal) == true && all.Add(type))
            {
                foreach (PropertyInfo property in type.GetProperties())
                {
                    found.Enqueue(property.PropertyType);
                }

                found.Enqueue(type.BaseType!);
            }
        }

        return all;
    }
}
