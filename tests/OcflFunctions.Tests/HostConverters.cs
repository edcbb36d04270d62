using System.Text;
using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace OcflFunctions.Tests;

/// <summary>The converters of both hosts, as their services have them.</summary>
internal sealed class HostConverters : IAsyncDisposable
{
    private readonly IHost _worker;
    private readonly ServiceProvider _local;

    public HostConverters()
    {
        FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder([]);
        new DurableTaskExtensionStartup().Configure(builder);
        builder.Services.AddOcflFunctions(builder.Configuration);
        _worker = builder.Build();
        _local = new ServiceCollection().AddLogging().AddOcflFunctions(new ConfigurationBuilder().Build()).BuildServiceProvider();
    }

    /// <summary>The embedded engine's, and those of the worker's orchestrators, clients and activities.</summary>
    public IReadOnlyList<DataConverter> All =>
    [
        _local.GetRequiredService<DataConverter>(),
        _worker.Services.GetRequiredService<IOptions<DurableTaskWorkerOptions>>().Value.DataConverter,
        _worker.Services.GetRequiredService<IOptions<DurableTaskClientOptions>>().Value.DataConverter,
        new ActivityConverter(_worker.Services.GetRequiredService<IOptions<WorkerOptions>>().Value.Serializer!),
    ];

    public async ValueTask DisposeAsync()
    {
        _worker.Dispose();
        await _local.DisposeAsync();
    }

    // The worker binds what activities take and return with its own serializer.
    private sealed class ActivityConverter(ObjectSerializer serializer) : DataConverter
    {
        public override string? Serialize(object? value) => serializer.Serialize(value, value!.GetType()).ToString();

        public override object? Deserialize(string? data, Type targetType)
        {
            using MemoryStream json = new(Encoding.UTF8.GetBytes(data!));
            return serializer.Deserialize(json, targetType, CancellationToken.None);
        }
    }
}
