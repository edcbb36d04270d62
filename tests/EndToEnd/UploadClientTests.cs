using System.Diagnostics;
using System.Security.Cryptography;
using Ocfl.Testing.Node;

namespace EndToEnd;

/// <summary>Clients that others have written upload over a line that breaks.</summary>
public abstract class UploadClientTests(ServiceFixture fixture)
{
    private const int Breaks = 2;
    private readonly IService _service = fixture.Service;
    private readonly ServiceClient _client = fixture.Client;

    [Theory]
    [InlineData("tus", 4_000_000)]
    [InlineData("tus", 100_000_000)]
    [InlineData("uppy", 4_000_000)]
    public async Task A_client_of_tus_uploads_over_a_line_that_breaks(string client, int chunk)
    {
        using Uploads uploads = new(_service);
        using ScratchFolder folder = new();
        byte[] content = RandomNumberGenerator.GetBytes(12_345_678);
        string file = Path.Combine(folder.Path, "content.bin");
        await File.WriteAllBytesAsync(file, content);
        string stage = await uploads.CreateAsync();

        Answers answer = await new Parser("upload.js", folder: "clients").AskAsync<Answers>(new
        {
            client,
            endpoint = new Uri(_service.Address, $"api/stages/{stage}/uploads"),
            file,
            path = "人/content.bin",
            breaks = Breaks,
            chunk,
            key = _service.Key,
        });

        Assert.Equal(Breaks, answer.Breaks);
        Assert.Equal(content.Length, answer.Offsets[^1]);
        await RequireAsync(stage, "人/content.bin", content);
    }

    [Fact]
    public async Task Curl_uploads_a_file_under_its_name()
    {
        using Uploads uploads = new(_service);
        using ScratchFolder folder = new();
        byte[] content = RandomNumberGenerator.GetBytes(3_000_000);
        string file = Path.Combine(folder.Path, "content.bin");
        await File.WriteAllBytesAsync(file, content);
        string stage = await uploads.CreateAsync();

        using Process curl = Process.Start(new ProcessStartInfo(
            "curl",
            ["--silent", "--fail", "-H", $"x-functions-key: {_service.Key}", "-T", file, $"{_service.Address}api/stages/{stage}/files/a/"])
        {
            RedirectStandardOutput = true,
        })!;
        string output = await curl.StandardOutput.ReadToEndAsync().WaitAsync(Deadline.Default);
        await curl.WaitForExitAsync().WaitAsync(Deadline.Default);

        Assert.True(curl.ExitCode == 0, output);
        await RequireAsync(stage, "a/content.bin", content);
    }

    private async Task RequireAsync(string stage, string path, byte[] content)
    {
        string escaped = string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
        Answer described = await _client.GetAsync($"api/stages/{stage}/files/{escaped}");
        Assert.Equal(Convert.ToHexStringLower(SHA512.HashData(content)), described.Text("digests", "sha512"));
    }

    private sealed record Answers(long[] Offsets, int Breaks);
}
