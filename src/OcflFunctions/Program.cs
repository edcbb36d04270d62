using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using OcflFunctions;
using OcflFunctions.Http.Access;
using OcflFunctions.Telemetry;

FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddOcflFunctions(builder.Configuration);
builder.Services.AddOcflTelemetry(builder.Configuration, isFunctionsWorker: true);
builder.UseAccess();
builder.Build().Run();
