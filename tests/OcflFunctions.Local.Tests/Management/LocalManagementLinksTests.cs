using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using OcflFunctions.Contracts;
using OcflFunctions.Local.Http;
using OcflFunctions.Local.Management;

namespace OcflFunctions.Local.Tests.Management;

public class LocalManagementLinksTests
{
    [Theory]
    [InlineData(null, "127.0.0.1", "https://127.0.0.1:8443/below")]
    [InlineData(null, "::ffff:10.1.2.3", "https://10.1.2.3:8443/below")]
    [InlineData(null, "::1", "https://[::1]:8443/below")]
    [InlineData(null, null, "https://localhost/below")]
    [InlineData("https://ocfl.example", "127.0.0.1", "https://ocfl.example")]
    [InlineData("https://ocfl.example:8443/archive/", "127.0.0.1", "https://ocfl.example:8443/archive")]
    public void Links_carry_the_key_and_start_with_the_configured_address_or_that_of_the_connection(
        string? configured, string? local, string expected)
    {
        var links = new LocalManagementLinks(
            Options.Create(new LocalHttpOptions { ApiKey = "a+key", PublicAddress = configured is null ? null : new Uri(configured) }));
        HttpContext context = new DefaultHttpContext();
        context.Connection.LocalIpAddress = local is null ? null : IPAddress.Parse(local);
        context.Connection.LocalPort = 8443;
        context.Request.Scheme = "https";
        context.Request.Host = new HostString("evil.example", 80);
        context.Request.Headers["X-Forwarded-Host"] = "evil.example";
        context.Request.PathBase = "/below";

        ManagementLinks made = links.For(context.Request, "an id/ü");

        string instance = expected + "/runtime/webhooks/durabletask/instances/an%20id%2F%C3%BC";
        Assert.Equal($"{instance}?code=a%2Bkey", made.StatusQueryGetUri);
        Assert.Equal($"{instance}/terminate?reason={{text}}&code=a%2Bkey", made.TerminatePostUri);
    }
}
