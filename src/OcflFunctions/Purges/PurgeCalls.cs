using Microsoft.AspNetCore.Http;
using OcflFunctions.Contracts;
using OcflFunctions.Http;
using OcflFunctions.Http.Events;
using OcflFunctions.Http.OpenApi;
using OcflFunctions.Keys;

namespace OcflFunctions.Purges;

/// <summary>Describes the calls about purges.</summary>
internal sealed class PurgeCalls : IDescribeCalls
{
    private const string Id = "019a1b2c3d4e7f60a1b2c3d4e5f6071b";
    private const string ObjectId = "urn:example:photos";

    private static readonly DateTimeOffset Start = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly PurgeLinks Links = new("/api/purges/" + Id, "/api/purges/" + Id + "/events");
    private static readonly UpdateUser User = new("Ada Lovelace", "mailto:ada@example.org");

    private static readonly PurgeRequest Request = new()
    {
        Confirm = ObjectId,
        Reason = "Taken down at the request of the owner.",
        User = User,
        ExpectedHead = "v3",
    };

    private static readonly Purge Completed = new()
    {
        Id = Id,
        ObjectId = ObjectId,
        Status = PurgeStatus.Completed,
        CreatedAt = Start,
        LastUpdatedAt = Start.AddSeconds(3),
        Request = Request,
        Record = new PurgeRecord
        {
            PurgeId = Id,
            ObjectId = ObjectId,
            ObjectRoot = "3f0/a1b/c2d/3f0a1bc2d4e5f60718293a4b5c6d7e8f",
            Head = "v3",
            Versions = 3,
            DigestAlgorithm = "sha512",
            InventoryDigest = "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce",
            Reason = Request.Reason,
            User = User,
            StartedAt = Start.AddSeconds(1),
            CompletedAt = Start.AddSeconds(3),
        },
        Links = Links,
    };

    public CallGroup Group { get; } = new("Purges", "The removal of objects with all their versions.");

    public IEnumerable<CallDescription> Calls =>
    [
        new("PurgeObjectById", CallerRole.Operator, "Purge an object")
        {
            Description = "Removes the object with all its versions. A record of it stays. Off unless `Ocfl:Objects:AllowPurge` is `true`.",
            Parameters =
            [
                CallParameter.Query("id", "The object's id.", ObjectId) with { IsRequired = true },
                CallParameter.IdempotencyKey,
            ],
            Body = CallContent.Json(ContractsJson.Relaxed.PurgeRequest, "The confirmation.", ("purge", Request)),
            Answers =
            [
                Started(StatusCodes.Status202Accepted, "It is accepted.", PurgeStatus.Queued),
                Started(
                    StatusCodes.Status200OK, "The same purge was started with this key before, and has finished.", PurgeStatus.Completed),
            ],
            Problems =
            [
                ProblemKind.NotAllowed, ProblemKind.ConfirmationMismatch, ProblemKind.MissingField, ProblemKind.EmptyValue,
                ProblemKind.TooLong, ProblemKind.ControlCharacter, ProblemKind.InvalidAddress, ProblemKind.InvalidVersion,
                ProblemKind.InvalidObject, ProblemKind.ObjectNotFound, ProblemKind.HeadMismatch, ProblemKind.QueueFull,
                ProblemKind.TooLarge, ProblemKind.InvalidIdempotencyKey, ProblemKind.IdempotencyKeyReused,
            ],
        },
        new("GetPurge", CallerRole.Reader, "A purge, with the record that stays")
        {
            Parameters = [CallParameter.Id("The purge's id.", Id)],
            Answers =
            [
                new(StatusCodes.Status200OK, "The purge as it is now.")
                {
                    Headers = [CallParameter.RetryAfter],
                    Body = CallContent.Json(ContractsJson.Relaxed.Purge, "The purge.", ("completed", Completed)),
                },
            ],
            Problems = [ProblemKind.PurgeNotFound],
        },
        new("ListPurges", CallerRole.Reader, "List purges, newest first")
        {
            Description = "Those that the engine has. The records of older ones are found by their ids.",
            Parameters = [.. CallParameter.List("purges", "Running,Failed", PurgeQuery.MostTop, PurgeQuery.UsualTop)],
            Answers =
            [
                new(StatusCodes.Status200OK, "A page.")
                {
                    Body = CallContent.Json(
                        ContractsJson.Relaxed.PurgePage, "The page.", ("page", new PurgePage([Completed], null))),
                },
            ],
        },
        EventCalls.Watch(
            "WatchPurge",
            "a purge",
            [CallParameter.Id("The purge's id.", Id)],
            ProblemKind.PurgeNotFound,
            EventCalls.Example(
                (
                    WatchEventNames.Status,
                    "5d41402abc4b2a76~~",
                    WatchedState.Line(
                        new PurgeStatusChange(PurgeStatus.Completed, null, Completed.LastUpdatedAt),
                        ContractsJson.Relaxed.PurgeStatusChange)),
                (WatchEventNames.End, "end", WatchedState.Line(Completed, ContractsJson.Relaxed.Purge)))),
    ];

    private static CallAnswer Started(int status, string description, PurgeStatus state) => new(status, description)
    {
        Headers = [CallParameter.Location, CallParameter.RetryAfter],
        Body = CallContent.Json(
            ContractsJson.Relaxed.StartedPurge,
            "The purge's id and its URL.",
            ("started", new StartedPurge { Id = Id, ObjectId = ObjectId, Status = state, Links = Links })),
    };
}
