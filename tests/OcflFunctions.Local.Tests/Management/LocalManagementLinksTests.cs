using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using OcflFunctions.Local.Http;
using OcflFunctions.Local.Management;

namespace OcflFunctions.Local.Tests.Management;

public class LocalManagementLinksTests
{
    [Fact]
    public void Links_carry_the_key_and_start_with_the_address_of_the_caller()
    {
        var links = new LocalManagementLinks(Options.Create(new LocalHttpOptions { ApiKey = "a+key" }));
        HttpRequest request = new DefaultHttpContext().Request;
        request.Scheme = "https";
        request.Host = new HostString("ocfl.example", 8443);
        request.PathBase = "/below";

        ManagementLinks made = links.For(request, "an id/ü");

        const string Instance = "https://ocfl.example:8443/below/runtime/webhooks/durabletask/instances/an%20id%2F%C3%BC";
        Assert.Equal("an id/ü", made.Id);
        Assert.Equal($"{Instance}?code=a%2Bkey", made.StatusQueryGetUri);
        Assert.Equal($"{Instance}/terminate?reason={{text}}&code=a%2Bkey", made.TerminatePostUri);
    }
}
