using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OcflFunctions.Dashboard;
using OcflFunctions.Hosting;

namespace OcflFunctions.Tests;

/// <summary>How the page is served, and what its files may not have.</summary>
public sealed partial class DashboardTests
{
    private const int MostBytes = 150_000;

    private static readonly string[] Shells = ["/api/dashboard", "/api/dashboard/index.html"];

    private readonly DashboardPage _page = new(Options.Create(new OcflOptions()));

    [Fact]
    public async Task The_shell_and_each_file_have_a_type_a_tag_and_a_strict_policy()
    {
        foreach (string path in Shells.Concat(_page.Names.Select(name => "/api/dashboard/" + name)))
        {
            HttpResponse answer = await GetAsync(path);

            Assert.Equal(StatusCodes.Status200OK, answer.StatusCode);
            Assert.DoesNotContain("octet-stream", answer.ContentType, StringComparison.Ordinal);
            Assert.Equal("no-cache", answer.Headers.CacheControl);
            Assert.Equal("nosniff", answer.Headers.XContentTypeOptions);
            Assert.Equal("no-referrer", answer.Headers["Referrer-Policy"]);
            Assert.Equal("DENY", answer.Headers.XFrameOptions);
            string policy = answer.Headers.ContentSecurityPolicy.ToString();
            Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);

            HttpResponse again = await GetAsync(path, request => request.Headers.IfNoneMatch = answer.Headers.ETag);
            Assert.Equal(StatusCodes.Status304NotModified, again.StatusCode);
            Assert.Equal(0, again.Body.Length);
        }
    }

    [Theory]
    [InlineData("/api/dashboard/", StatusCodes.Status308PermanentRedirect, "/api/dashboard")]
    [InlineData("/prefix/dashboard/", StatusCodes.Status308PermanentRedirect, "/prefix/dashboard")]
    [InlineData("/api/dashboard/nothing.js", StatusCodes.Status404NotFound, null)]
    [InlineData("/api/dashboard/..%2Fappsettings.json", StatusCodes.Status404NotFound, null)]
    [InlineData("/api/dashboard?page=1", StatusCodes.Status400BadRequest, null)]
    public async Task Other_paths_are_redirected_or_refused(string path, int status, string? location)
    {
        HttpResponse answer = await GetAsync(path);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(location, (string?)answer.Headers.Location);
    }

    [Fact]
    public void The_page_is_small_and_loads_nothing_from_elsewhere_and_makes_no_markup_of_strings()
    {
        string[] names = [.. _page.Names.Except([DashboardPage.About], StringComparer.Ordinal)];

        Assert.InRange(names.Sum(name => _page.Find(name)!.Bytes.Length), 1, MostBytes);
        Assert.All(names, name =>
        {
            string text = System.Text.Encoding.UTF8.GetString(_page.Find(name)!.Bytes);
            Assert.DoesNotMatch(MarkupFromText(), text);
            Assert.DoesNotMatch(Elsewhere(), text.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal));
        });
    }

    [Fact]
    public void The_page_has_the_rule_of_each_code_and_what_is_allowed()
    {
        JsonNode about = JsonNode.Parse(_page.Find(DashboardPage.About)!.Bytes)!;

        Assert.False(about["purge"]!.GetValue<bool>());
        Assert.Equal("https://ocfl.io/1.1/spec/#E092", about["codes"]!["E092"]!["link"]!.ToString());
        Assert.All(about["codes"]!.AsObject(), code => Assert.False(string.IsNullOrEmpty(code.Value!["text"]?.ToString())));
        Assert.All(about["codes"]!.AsObject(), code => Assert.EndsWith(".", code.Value!["advice"]?.ToString(), StringComparison.Ordinal));
        Assert.StartsWith("The content is not what was stored.", about["codes"]!["E092"]!["advice"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains("backup", about["codes"]!["S002"]!["advice"]!.ToString(), StringComparison.Ordinal);
    }

    private async Task<HttpResponse> GetAsync(string target, Action<HttpRequest>? change = null)
    {
        DefaultHttpContext context = new()
        {
            RequestServices = new ServiceCollection().AddSingleton<Microsoft.Extensions.Logging.ILoggerFactory>(NullLoggerFactory.Instance)
                .BuildServiceProvider(),
        };
        context.Response.Body = new MemoryStream();
        context.Request.Method = HttpMethods.Get;
        context.Request.Path = PathString.FromUriComponent(target.Split('?')[0]);
        context.Request.QueryString = new QueryString(target.Contains('?', StringComparison.Ordinal) ? "?" + target.Split('?')[1] : "");
        change?.Invoke(context.Request);
        DashboardApi api = new(_page);
        IResult answer = await api.GetFileAsync(context.Request);
        await answer.ExecuteAsync(context);
        return context.Response;
    }

    [GeneratedRegex(@"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc|DOMParser|\son\w+=""|style=""")]
    private static partial Regex MarkupFromText();

    [GeneratedRegex("(?:https?:)?//[a-z]", RegexOptions.IgnoreCase)]
    private static partial Regex Elsewhere();
}
