using System.Reflection;
using Microsoft.Extensions.Options;
using OcflFunctions.Local.Functions;
using OcflFunctions.Local.Hosting;

try
{
    LocalApplicationBuilder builder = LocalApplication.CreateBuilder(
        args, new LocalHostOptions { Assemblies = [Assembly.Load("OcflFunctions")] });
    builder.Configuration["DurableTask:DatabasePath"] ??= Path.Combine("data", "durable.db");
    await using LocalApplication application = builder.Build();
    await application.StartAsync();
    Console.WriteLine($"Listening on {application.Address}");
    await application.Web.WaitForShutdownAsync();
    return 0;
}
catch (Exception failure) when (failure is FunctionLoadException or OptionsValidationException or InvalidOperationException or IOException)
{
    await Console.Error.WriteLineAsync(failure.Message);
    return 1;
}
