using System.Globalization;
using System.Text;
using Ocfl.AzureBlobs;
using Ocfl.Digests;
using Ocfl.Inventories;
using Ocfl.Objects;
using Ocfl.Staging;
using Ocfl.Storage;
using Ocfl.Updates;

// Commits versions of one object, with no claim to keep others away, and says of each that was answered: "v3 <digest>".
//   CONTAINER OBJECT-ROOT NAME VERSIONS; the connection string is in WRITER_CONNECTION_STRING.
string connectionString = Environment.GetEnvironmentVariable("WRITER_CONNECTION_STRING")!;
(string container, string objectRoot, string name) = (args[0], args[1], args[2]);
int versions = int.Parse(args[3], CultureInfo.InvariantCulture);

AzureBlobStorage storage = Open("root");
ObjectUpdater updater = new(storage, Open("work"));
for (int done = 0; done < versions;)
{
    MemoryStorage source = new();
    using MemoryStream text = new(Encoding.UTF8.GetBytes($"{name} {done}"));
    await source.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{name}/{done}"), text, new());
    ObjectUpdateOptions options = new()
    {
        Mode = UpdateMode.Merge,
        Message = $"{name} {done}",
        User = new VersionUser(name),
        DigestAlgorithm = DigestAlgorithm.Sha512,
        Parallelism = 2,
    };
    try
    {
        UpdatePlan plan = await updater.UpdateAsync(await FindTargetAsync(), source, options: options);
        Console.WriteLine($"{plan.Head} {plan.InventoryDigest}");
        done++;
    }
    catch (ObjectConflictException)
    {
        // Another was first. Not all at once again.
        await Task.Delay(Random.Shared.Next(200));
    }
}

return 0;

AzureBlobStorage Open(string prefix) => new(new() { ConnectionString = connectionString, Container = container, Prefix = prefix });

async Task<UpdateTarget> FindTargetAsync()
{
    OcflObject? found = await OcflObject.TryOpenAsync(storage, objectRoot);
    return new()
    {
        ObjectId = "urn:example:contested",
        ObjectRoot = objectRoot,
        Inventory = found?.Inventory,
        InventoryDigest = found?.InventoryDigest,
    };
}
