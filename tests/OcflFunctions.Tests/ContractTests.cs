using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Converters;
using Ocfl.Staging;
using OcflFunctions.Contracts;
using OcflFunctions.Durable;
using OcflFunctions.Hosting;
using OcflFunctions.Updates;
using OcflFunctions.Validations;
using StateChange = OcflFunctions.Contracts.StateChange;
using StateChangeKind = OcflFunctions.Contracts.StateChangeKind;
using UpdateMode = OcflFunctions.Contracts.UpdateMode;

namespace OcflFunctions.Tests;

/// <summary>What crosses the engine's wire, whose serializer settings nobody promises.</summary>
public sealed class ContractTests
{
    private static readonly DateTimeOffset Time = new(2026, 8, 1, 12, 0, 0, 123, TimeSpan.Zero);
    private static readonly UpdateIdentity Identity = new("id", "urn:x", Time);

    private static readonly UpdateRequest Request = new()
    {
        ObjectId = "urn:\"ä\"",
        Source = new UpdateSource { Directory = "folder" },
        Mode = UpdateMode.Merge,
        Message = "line\nline",
        User = new UpdateUser("Ada", "mailto:ada@example.org"),
        ExpectedHead = "v3",
        DigestAlgorithm = "sha256",
        OnFailure = FailureAction.Revert,
    };

    private static readonly UpdateRequest Changes = new()
    {
        ObjectId = "a",
        Mode = UpdateMode.Select,
        Changes =
        [
            new StateChange { Kind = StateChangeKind.Add, Path = "ä/\"b\"", Content = "c" },
            new StateChange { Kind = StateChangeKind.Replace, Path = "b" },
            new StateChange { Kind = StateChangeKind.Remove, Path = "b" },
            new StateChange { Kind = StateChangeKind.Rename, From = "a", To = "b" },
            new StateChange { Kind = StateChangeKind.Copy, From = "b", To = "a" },
            new StateChange { Kind = StateChangeKind.Restore, Version = "v1" },
            new StateChange { Kind = StateChangeKind.Restore, Version = "v1", Path = "b" },
        ],
        Fixity = ["md5", "blake2b-512"],
    };

    private static readonly NewVersionSettings NewVersion = new()
    {
        DigestAlgorithm = "sha256",
        ContentPaths = ContentPathMapping.PercentEncoded,
        PathConstraint = PathConstraint.Windows,
        ContentDirectory = "ä\"b\"",
        VersionPadding = 4,
    };

    private static readonly ValidationIdentity Validation = new("id", Time);

    private static readonly ValidationCounts Counts = new()
    {
        Objects = 1,
        Valid = 2,
        Invalid = 3,
        Unverified = 4,
        Errors = 5,
        Warnings = 6,
        Infos = 7,
        Placed = 8,
        Misplaced = 9,
    };

    private static readonly ValidationState State = new()
    {
        StartedAt = Time,
        Pages = 2,
        After = "a/b",
        Listed = 3,
        HasObjectsAtTop = true,
        HasObjectsBelow = true,
        Counts = Counts,
    };

    private static readonly object[] Samples =
    [
        Request,
        Changes,
        new UpdateRequest { ObjectId = "a", Changes = [] },
        new UpdateRequest { ObjectId = "a", Source = new UpdateSource { Directory = "b" } },
        new UpdateInput(
            Request, new UpdateSettings { Window = 3, MaxRetryDelay = TimeSpan.FromMilliseconds(1500), HoldTime = TimeSpan.FromDays(1) }),
        new UpdateInput(Request, new UpdateSettings { NewVersion = NewVersion }),
        new UpdateSettings(),
        new UpdateSettings { NewVersion = NewVersion },
        NewVersion,
        new NewVersionSettings(),
        new UpdateRequest
        {
            ObjectId = "a",
            Source = new UpdateSource { Container = "c", Prefix = "p/q", Include = ["**/*.csv"], Exclude = ["drafts/**", "?"] },
        },
        Identity,
        new ReleaseInput("id", "urn:x", Time, UpdateStatus.Cancelled, Time),
        new ReleaseInput("id", "urn:x", Time),
        new HoldInput("id", "urn:x", Time, 2),
        new HoldInput("id", "urn:x", Time),
        new ClaimResult(2),
        new ListSourceInput(Identity, Request),
        new ListSourceInput(Identity, Changes),
        new ListSourceInput(Identity, Request, NewVersion),
        new SourceSummary(1, 2, 3),
        new BuildStageInput(Identity, 7),
        new StagedBatch(1, 2),
        new CreatePlanInput(Identity, Request),
        new CreatePlanInput(Identity, Request, NewVersion),
        new PlanSummary
        {
            Head = "v1",
            ObjectRoot = "a/b",
            DigestAlgorithm = "sha512",
            InventoryDigest = "00",
            Steps = 9,
            Bytes = 10,
            Preparation = new SliceRange(0, 2),
            Copies = new SliceRange(2, 3),
            Commit = new SliceRange(5, 3),
            Finish = new SliceRange(8, 1),
            Names = ["a", "b"],
        },
        new ExecuteInput(Identity, 4, "copy v1/content/a"),
        new SliceResult(1, 1, 5, 0, "there already"),
        new RevertResult(true),
        new CancelRequest("why"),
        new CancelRequest(null),
        new RetryRequest("repaired"),
        new ActivityRetry(
            "copy v1/content/a",
            2,
            5,
            new UpdateError("Storage", "message", "ExecuteOcflActivity"),
            new DateTimeOffset(2026, 8, 1, 12, 0, 0, TimeSpan.Zero)),
        new UpdateError("ObjectConflict", "message", "CreatePlan"),
        new UpdateResult { Outcome = UpdateOutcome.Cancelled, ObjectId = "a" },
        new UpdateResult
        {
            Outcome = UpdateOutcome.Completed,
            ObjectId = "a",
            Version = "v1",
            ObjectRoot = "r",
            DigestAlgorithm = "sha512",
            InventoryDigest = "0",
            Steps = 1,
            AlreadyDone = 1,
            Bytes = 1,
        },
        new ValidationRequest { ObjectId = "urn:\"ä\"", Content = false },
        new ValidationRequest(),
        new ValidationSettings { Window = 3, MaxRetryDelay = TimeSpan.FromMilliseconds(1500) },
        new ValidationInput(new ValidationRequest { Content = false }, new ValidationSettings(), State),
        new ValidationInput(new ValidationRequest(), new ValidationSettings()),
        Counts,
        State,
        Validation,
        new ListObjectsInput(Validation, 3, 100, "urn:x", "a/b", ValidationTry.Last),
        new ListObjectsInput(Validation, 0, 100),
        new ListedObjects { Objects = 4, Next = "a/b", HasObjectsAtTop = true, HasObjectsBelow = true, Counts = Counts },
        new ValidateObjectInput(Validation, 3, new SliceRange(1, 2), true, ValidationTry.Last),
        new ValidatedObjects { Counts = Counts, Deferred = [1, 2] },
        new ValidateStorageRootInput(Validation, State, ValidationTry.Last),
        new ValidationResult(Counts, "a"),
        new ValidationResult(Counts, objectId: null),
        new ValidationProgress(Counts) { Listed = 10, Total = 11 },
        new ValidationCustomStatus
        {
            Progress = new ValidationProgress(Counts) { Listed = 10 },
            Error = new UpdateError("Storage", "full"),
            StartedAt = Time,
            UpdatedAt = Time,
        },
        new UpdateCustomStatus
        {
            Phase = UpdatePhase.Copying,
            Ahead = 1,
            SourceFiles = 1,
            SourceBytes = 2,
            StagedFiles = 3,
            StagedBytes = 4,
            StepsPlanned = 5,
            StepsDone = 6,
            BytesPlanned = 7,
            BytesDone = 8,
            Steps = "ds.r",
            Running = ["copy"],
            Notes = [new StepNote(1, "note")],
            Error = new UpdateError("Storage", "full"),
            Committed = true,
            HeldUntil = Time,
            StartedAt = Time,
            UpdatedAt = Time,
        },
    ];

    public static TheoryData<string> SampleTypes => [.. Samples.Select(sample => sample.GetType().Name).Distinct()];

    public static TheoryData<string> ContractTypes => [.. Contracts().Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(SampleTypes))]
    public void A_contract_comes_back_as_it_was_under_any_settings(string type)
    {
        foreach (object sample in Samples.Where(sample => sample.GetType().Name == type))
        {
            string expected = JsonSerializer.Serialize(sample, sample.GetType(), JsonSerializerOptions.Default);
            Assert.Equal(expected, Again(sample, JsonSerializerOptions.Default, JsonSerializerOptions.Default));
            Assert.Equal(expected, Again(sample, JsonSerializerOptions.Web, JsonSerializerOptions.Web));
            Assert.Equal(expected, Again(sample, JsonSerializerOptions.Default, JsonSerializerOptions.Web));
            Assert.Equal(expected, Again(sample, JsonSerializerOptions.Web, JsonSerializerOptions.Default));
            object? converted = JsonDataConverter.Default.Deserialize(JsonDataConverter.Default.Serialize(sample), sample.GetType());
            Assert.Equal(expected, JsonSerializer.Serialize(converted, sample.GetType(), JsonSerializerOptions.Default));
        }
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

        Assert.Contains(Samples, sample => sample.GetType() == contract
            || JsonSerializer.Serialize(sample).Length > 0 && IsPartOf(sample.GetType(), contract));
        Assert.All(
            contract.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly),
            property => Assert.True(
                property.IsDefined(typeof(JsonPropertyNameAttribute))
                    || property.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition == JsonIgnoreCondition.Always,
                $"{type}.{property.Name} has no [JsonPropertyName]."));
    }

    [Fact]
    public void What_a_build_before_scheduled_is_read()
    {
        string before = JsonSerializer.Serialize(Identity);

        Assert.Equal(new ReleaseInput(Identity.Id, Identity.ObjectId, Identity.Created), JsonSerializer.Deserialize<ReleaseInput>(before));
    }

    [Fact]
    public void What_a_build_before_changes_scheduled_is_read_and_what_is_not_asked_for_is_not_written()
    {
        UpdateRequest? before = JsonSerializer.Deserialize<UpdateRequest>(
            """{"objectId": "a", "source": {"directory": "b"}, "mode": "merge", "onFailure": "hold"}""");

        Assert.Equal((UpdateMode.Merge, null, null), (before!.Mode, before.Changes, before.Fixity));
        Assert.Equal(
            """{"objectId":"a","mode":"replace","onFailure":"hold"}""", JsonSerializer.Serialize(new UpdateRequest { ObjectId = "a" }));
        Assert.Equal(
            """[{"op":"add","path":"x","content":"y"},{"op":"copy","from":"x","to":"z"},{"op":"restore","version":"v1"}]""",
            JsonSerializer.Serialize<StateChange[]>(
            [
                new StateChange { Kind = StateChangeKind.Add, Path = "x", Content = "y" },
                new StateChange { Kind = StateChangeKind.Copy, From = "x", To = "z" },
                new StateChange { Kind = StateChangeKind.Restore, Version = "v1" },
            ]));
    }

    [Fact]
    public void What_a_build_scheduled_before_the_settings_of_new_versions_went_along_is_read_and_none_are_written_for_it()
    {
        const string Update = """{"id":"a","objectId":"urn:x","created":"2026-08-01T12:00:00+00:00"}""";
        const string Settings =
            """{"window":16,"attempts":5,"firstRetryDelay":"00:00:01","maxRetryDelay":"00:01:00","claimPollInterval":"00:00:30","holdTime":"1.00:00:00"}""";
        const string Input = """{"update":UPDATE,"request":{"objectId":"urn:x","mode":"replace","onFailure":"hold"}}""";
        string activity = Input.Replace("UPDATE", Update, StringComparison.Ordinal);

        UpdateSettings? settings = JsonSerializer.Deserialize<UpdateSettings>(Settings);
        ListSourceInput? listing = JsonSerializer.Deserialize<ListSourceInput>(activity);
        CreatePlanInput? planning = JsonSerializer.Deserialize<CreatePlanInput>(activity);

        Assert.Equal((null, null, null), (settings!.NewVersion, listing!.NewVersion, planning!.NewVersion));
        Assert.Equal(Settings, JsonSerializer.Serialize(settings));
        Assert.Equal(activity, JsonSerializer.Serialize(listing));
        Assert.Equal(activity, JsonSerializer.Serialize(planning));
    }

    [Fact]
    public void The_settings_of_new_versions_have_these_names_and_words() => Assert.Equal(
        """{"digestAlgorithm":"sha512","contentPaths":"hashed","pathConstraint":"cloud","contentDirectory":"payload","versionPadding":3}""",
        JsonSerializer.Serialize(new NewVersionSettings
        {
            ContentPaths = ContentPathMapping.Hashed,
            PathConstraint = PathConstraint.Cloud,
            ContentDirectory = "payload",
            VersionPadding = 3,
        }));

    private static string Again(object sample, JsonSerializerOptions write, JsonSerializerOptions read)
    {
        object? again = JsonSerializer.Deserialize(JsonSerializer.Serialize(sample, sample.GetType(), write), sample.GetType(), read);
        return JsonSerializer.Serialize(again, sample.GetType(), JsonSerializerOptions.Default);
    }

    private static bool IsPartOf(Type whole, Type part) =>
        whole.IsSubclassOf(part)
            || whole.GetProperties().Any(property => property.PropertyType == part
                || property.PropertyType.GenericTypeArguments.Contains(part));

    // What functions take and give, what orchestrations report, and what is in these.
    private static HashSet<Type> Contracts()
    {
        Queue<Type> found = new([
            typeof(UpdateInput), typeof(UpdateResult), typeof(UpdateCustomStatus), typeof(CancelRequest), typeof(RetryRequest),
            typeof(ValidationInput), typeof(ValidationResult), typeof(ValidationCustomStatus)]);
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
