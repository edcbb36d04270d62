using System.Text.Json;
using Ocfl.Testing;

namespace OcflFunctions.Local.Tests.Hosting;

public class DurableHostingTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private RunningHost Host => shared.Host;

    [Fact]
    public async Task An_activity_gets_its_input_its_instance_and_a_client()
    {
        string id = await Host.StartOrchestrationAsync("Identify");

        Assert.Equal($"Identify {id} 7", await OutputAsync(id));
    }

    [Fact]
    public async Task An_orchestrator_stays_on_the_scheduler_of_the_engine()
    {
        Assert.Equal("stayed", await OutputAsync(await Host.StartOrchestrationAsync("Scheduled", 2)));
    }

    [Fact]
    public async Task An_input_that_is_missing_is_the_default_of_its_type()
    {
        Assert.Equal("stayed", await OutputAsync(await Host.StartOrchestrationAsync("Scheduled")));
    }

    [Fact]
    public async Task A_sub_orchestration_is_found_by_its_name()
    {
        Assert.Equal("""["Hello Lisbon"]""", await OutputAsync(await Host.StartOrchestrationAsync("outer")));
    }

    [Fact]
    public async Task Classes_of_durable_functions_get_services()
    {
        string id = await Host.StartOrchestrationAsync("WithServices");

        Assert.True(Guid.TryParse(await OutputAsync(id), out _));
        Assert.Equal(id, await Host.NextNoteAsync("orchestrator"));
        Assert.Equal(id, await Host.NextNoteAsync("activity"));
    }

    [Fact]
    public async Task An_input_of_another_type_fails_the_orchestration()
    {
        string id = await Host.StartOrchestrationAsync("Cities", "not a trip");

        JsonElement status = await Host.StatusAsync(id, "Failed");

        Assert.Contains("JsonException", status.GetProperty("output").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_that_waits_when_the_host_stops_goes_on_when_it_starts_again()
    {
        using var folder = new TemporaryFolder();
        string id;
        await using (RunningHost first = await RunningHost.StartAsync(folder))
        {
            id = await first.StartOrchestrationAsync("Approval");
            await first.StatusAsync(id, "Running");
            await first.Application.StopAsync();
        }

        await using RunningHost second = await RunningHost.StartAsync(folder);
        using HttpResponseMessage raised = await second.Client.PostAsync(
            $"{RunningHost.ManagementPath}/instances/{id}/raiseEvent/Approved",
            new StringContent("\"after all\"", System.Text.Encoding.UTF8, "application/json"));
        JsonElement status = await second.StatusAsync(id, "Completed");

        Assert.Equal("after all", status.GetProperty("output").GetString());
    }

    private async Task<string> OutputAsync(string instanceId) =>
        (await Host.StatusAsync(instanceId, "Completed")).GetProperty("output").ToString();
}
