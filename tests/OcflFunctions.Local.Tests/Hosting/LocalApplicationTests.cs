using System.Net;
using DurableTask.Sqlite;
using DurableTask.Sqlite.Client;
using DurableTask.Sqlite.Store;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Ocfl.Testing;
using OcflFunctions.Local.Functions;
using OcflFunctions.Local.Hosting;
using OcflFunctions.Local.Tests.Functions;
using OcflFunctions.Local.Tests.Http;

namespace OcflFunctions.Local.Tests.Hosting;

public class LocalApplicationTests
{
    [Fact]
    public async Task Many_hosts_live_in_one_process()
    {
        RunningHost[] hosts = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RunningHost.StartAsync()));

        foreach (RunningHost host in hosts)
        {
            Assert.Equal("Hello you, GET", await host.Client.GetStringAsync("/api/hello/you"));
        }

        Assert.Equal(3, hosts.Select(host => host.Application.Address.Port).Distinct().Count());
        foreach (RunningHost host in hosts)
        {
            await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_stop_lets_a_request_come_to_its_end()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        Task<string> held = host.Client.GetStringAsync("/api/Hold");
        await host.NextNoteAsync("hold");

        Task stopped = host.Application.StopAsync();
        host.Recorder.Gate.SetResult();

        Assert.Equal("let go", await held);
        await stopped.WaitAsync(RunningHost.Deadline);
    }

    [Fact]
    public async Task The_health_of_the_engine_is_a_health_check()
    {
        await using RunningHost host = await RunningHost.StartAsync();

        HealthReport report = await host.Application.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(HealthStatus.Healthy, report.Status);
        Assert.Contains("durable engine", report.Entries.Keys);
    }

    [Fact]
    public async Task An_app_without_functions_has_the_management_API_alone()
    {
        using var folder = new TemporaryFolder();
        LocalApplicationBuilder builder = LocalApplication.CreateBuilder(
            [],
            new LocalHostOptions { Assemblies = [], DatabasePath = Path.Combine(folder.Path, "empty.db"), Urls = "http://127.0.0.1:0" });
        builder.Logging.ClearProviders();
        await using LocalApplication application = builder.Build();
        await application.StartAsync();
        using var client = new HttpClient { BaseAddress = application.Address };

        using HttpResponseMessage response = await client.GetAsync($"{RunningHost.ManagementPath}/instances");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("[]", await response.Content.ReadAsStringAsync());
    }

    /// <summary>An activity of the embedded engine is cheap, so that its host has another default than the app.</summary>
    [Theory]
    [InlineData("300")]
    [InlineData("7", "--Ocfl:Updates:SingleSteps=7")]
    public void Steps_have_activities_of_their_own_up_to_a_few_hundred(string expected, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        LocalApplicationBuilder builder = LocalApplication.CreateBuilder(
            arguments, new LocalHostOptions { Assemblies = [], DatabasePath = Path.Combine(folder.Path, "test.db") });

        Assert.Equal(expected, builder.Configuration["Ocfl:Updates:SingleSteps"]);
    }

    [Theory]
    [InlineData("Ocfl:Http:ApiKey=", "Ocfl:Http:ApiKey")]
    [InlineData("Ocfl:Http:ApiKey=two words", "Ocfl:Http:ApiKey")]
    [InlineData("Ocfl:Http:MaxRequestBodyBytes=-1", "Ocfl:Http:MaxRequestBodyBytes")]
    [InlineData("DurableTask:MaxConcurrentActivities=0", "DurableTask:MaxConcurrentActivities must be at least 1.")]
    [InlineData("DurableTask:MaxConcurrentActivities=many", "DurableTask:MaxConcurrentActivities")]
    [InlineData("DurableTask:MaxConcurrentActivites=3", "MaxConcurrentActivites")]
    public async Task A_bad_option_is_named_at_the_start(string setting, string key)
    {
        using var folder = new TemporaryFolder();

        Exception failure = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using LocalApplication application = RunningHost.Build(folder, new Recorder(), setting);
            await application.StartAsync();
        });

        Assert.True(failure is OptionsValidationException or InvalidOperationException, failure.ToString());
        Assert.Contains(key, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_database_path_is_named()
    {
        LocalApplicationBuilder builder = LocalApplication.CreateBuilder([], new LocalHostOptions { Assemblies = [] });

        var failure = Assert.Throws<OptionsValidationException>(builder.Build);

        Assert.Contains("DurableTask:DatabasePath", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_that_a_class_of_functions_needs_and_nobody_registered_is_named()
    {
        using var folder = new TemporaryFolder();
        LocalApplicationBuilder builder = LocalApplication.CreateBuilder(
            ["--Sample:Schedule=00:00:01"],
            new LocalHostOptions { Assemblies = [typeof(Recorder).Assembly], DatabasePath = Path.Combine(folder.Path, "test.db") });

        var failure = Assert.Throws<FunctionLoadException>(builder.Build);

        Assert.Contains("'Injected'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("'recorder'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_address_is_the_Functions_host_s_own_where_nothing_is_said()
    {
        using var folder = new TemporaryFolder();
        LocalApplicationBuilder builder = LocalApplication.CreateBuilder(
            ["--urls="], new LocalHostOptions { Assemblies = [], DatabasePath = Path.Combine(folder.Path, "test.db") });

        using var web = (IDisposable)builder.Build().Web;

        Assert.Equal("http://127.0.0.1:7071", builder.Configuration["urls"]);
    }

    [Theory]
    [InlineData("{}", "/api/hello/you", null)]
    [InlineData("{\"extensions\":{\"http\":{\"routePrefix\":\"\"},\"durableTask\":{\"defaultVersion\":\"2.0\"}}}", "/hello/you", "2.0")]
    [InlineData("{\"extensions\":{\"http\":{\"routePrefix\":\"a/b\"}}}", "/a/b/hello/you", null)]
    public async Task The_host_file_gives_the_prefix_and_the_version(string hostFile, string path, string? version)
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "host.json");
        await File.WriteAllTextAsync(file, hostFile);
        await using RunningHost host = await RunningHost.StartAsync(folder, options => options with { HostFile = file });

        Assert.Equal("Hello you, GET", await host.Client.GetStringAsync(path));
        Assert.Equal(version, host.Application.Services.GetRequiredService<IOptions<SqliteDurableTaskOptions>>().Value.DefaultVersion);
    }

    [Theory]
    [InlineData("CurrentOrOlder", "Reject", "Pending")]
    [InlineData("CurrentOrOlder", "Fail", "Failed")]
    [InlineData("Strict", "Fail", "Failed")]
    [InlineData("None", "Fail", "Running")]
    public async Task The_host_file_says_which_versions_run(string match, string failure, string expected)
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "host.json");
        string strategies = $"\"versionMatchStrategy\":\"{match}\",\"versionFailureStrategy\":\"{failure}\"";
        await File.WriteAllTextAsync(
            file,
            $"{{\"extensions\":{{\"durableTask\":{{\"defaultVersion\":\"2\",{strategies},\"maxGrpcMessageSizeInBytes\":1000}}}}}}");
        await using RunningHost host = await RunningHost.StartAsync(folder, options => options with { HostFile = file });
        SqliteDurableTaskClient client = host.Application.Services.GetRequiredService<SqliteDurableTaskEngine>().Client;

        string newer = await client.ScheduleNewOrchestrationInstanceAsync(
            "Approval", null, new StartOrchestrationOptions { Version = "3" });
        string current = await client.ScheduleNewOrchestrationInstanceAsync("Approval");

        await host.StatusAsync(current, "Running");
        await host.StatusAsync(newer, expected);
        Assert.Equal(1000, host.Application.Services.GetRequiredService<IOptions<SqliteDurableTaskOptions>>().Value.MaxMessageBytes);
    }

    [Fact]
    public async Task A_strategy_of_the_host_file_that_is_unknown_is_named()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "host.json");
        await File.WriteAllTextAsync(file, "{\"extensions\":{\"durableTask\":{\"versionMatchStrategy\":\"Newest\"}}}");

        Exception refusal = await Assert.ThrowsAnyAsync<Exception>(
            () => RunningHost.StartAsync(folder, options => options with { HostFile = file }));

        Assert.Contains("DurableTask:VersionMatchStrategy", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_host_on_one_database_is_refused()
    {
        using var folder = new TemporaryFolder();
        await using RunningHost first = await RunningHost.StartAsync(folder);

        await using LocalApplication second = RunningHost.Build(folder, new Recorder());

        await Assert.ThrowsAsync<DatabaseInUseException>(() => second.StartAsync());
        Assert.Equal("Hello you, GET", await first.Client.GetStringAsync("/api/hello/you"));
    }

    [Fact]
    public async Task A_host_whose_address_is_taken_lets_go_of_its_database()
    {
        using var folder = new TemporaryFolder();
        await using RunningHost other = await RunningHost.StartAsync();
        await using (LocalApplication refused = RunningHost.Build(folder, new Recorder(), $"urls={other.Application.Address}"))
        {
            await Assert.ThrowsAsync<IOException>(() => refused.StartAsync());
        }

        await using RunningHost next = await RunningHost.StartAsync(folder);

        Assert.Equal("Hello you, GET", await next.Client.GetStringAsync("/api/hello/you"));
    }

    [Fact]
    public async Task While_the_engine_cannot_record_the_service_is_unavailable_and_says_so()
    {
        await using RunningHost host = await RunningHost.StartAsync();
        await host.Application.Services.GetRequiredService<SqliteDurableTaskEngine>().StopAsync(CancellationToken.None);

        using HttpResponseMessage response = await host.Client.GetAsync($"{RunningHost.ManagementPath}/instances");
        HealthReport report = await host.Application.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        await ProblemAssert.IsAsync(response, HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.NotEmpty(report.Entries["durable engine"].Description!);
    }

    [Fact]
    public async Task A_host_file_that_is_not_JSON_is_named()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "host.json");
        await File.WriteAllTextAsync(file, "{ broken");

        var failure = Assert.Throws<InvalidDataException>(
            () => LocalApplication.CreateBuilder([], new LocalHostOptions { Assemblies = [], HostFile = file }));

        Assert.Contains(file, failure.Message, StringComparison.Ordinal);
    }
}
