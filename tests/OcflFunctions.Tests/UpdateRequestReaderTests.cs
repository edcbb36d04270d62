using System.Text.Json;
using OcflFunctions.Contracts;
using OcflFunctions.Http;
using OcflFunctions.Updates;
using StateChange = OcflFunctions.Contracts.StateChange;
using StateChangeKind = OcflFunctions.Contracts.StateChangeKind;
using UpdateMode = OcflFunctions.Contracts.UpdateMode;

namespace OcflFunctions.Tests;

/// <summary>What the body of an update may be; each refusal names the field and is of the kind that it should be.</summary>
public sealed class UpdateRequestReaderTests
{
    [Theory]
    [InlineData("""{"op": "remove", "path": "a"}, 1""", "wrong-type", "changes[1]")]
    [InlineData("""{"path": "a"}""", "missing-field", "changes[0].op")]
    [InlineData("""{"op": "", "path": "a"}""", "empty-value", "changes[0].op")]
    [InlineData("""{"op": "Add", "path": "a"}""", "invalid-change", "changes[0].op")]
    [InlineData("""{"op": 1, "path": "a"}""", "wrong-type", "changes[0].op")]
    [InlineData("""{"op": "remove", "path": "a", "force": true}""", "unknown-field", "changes[0].force")]
    [InlineData("""{"op": "add"}""", "missing-field", "changes[0].path")]
    [InlineData("""{"op": "add", "path": "a", "content": ""}""", "empty-value", "changes[0].content")]
    [InlineData("""{"op": "add", "path": "a", "version": "v1"}""", "unknown-field", "changes[0].version")]
    [InlineData("""{"op": "replace", "path": ""}""", "empty-value", "changes[0].path")]
    [InlineData("""{"op": "replace", "path": "a", "from": "b"}""", "unknown-field", "changes[0].from")]
    [InlineData("""{"op": "remove", "path": null}""", "missing-field", "changes[0].path")]
    [InlineData("""{"op": "remove", "path": "a", "content": "a"}""", "unknown-field", "changes[0].content")]
    [InlineData("""{"op": "remove", "path": "a\u0007"}""", "control-character", "changes[0].path")]
    [InlineData("""{"op": "remove", "path": "\ud800"}""", "invalid-text", "changes[0].path")]
    [InlineData("""{"op": "rename", "from": "a"}""", "missing-field", "changes[0].to")]
    [InlineData("""{"op": "rename", "to": "a"}""", "missing-field", "changes[0].from")]
    [InlineData("""{"op": "copy", "from": "a", "to": "b", "path": "c"}""", "unknown-field", "changes[0].path")]
    [InlineData("""{"op": "copy", "from": ["a"], "to": "b"}""", "wrong-type", "changes[0].from")]
    [InlineData("""{"op": "restore", "path": "a"}""", "missing-field", "changes[0].version")]
    [InlineData("""{"op": "restore", "version": "1"}""", "invalid-version", "changes[0].version")]
    [InlineData("""{"op": "restore", "version": "v1", "path": ""}""", "empty-value", "changes[0].path")]
    [InlineData("""{"op": "restore", "version": "v1", "to": "a"}""", "unknown-field", "changes[0].to")]
    [InlineData("""{"op": "remove", "path": "a"}, {"op": "remove", "path": "b"}, {"op": "remove"}""", "missing-field", "changes[2].path")]
    public void A_change_of_the_wrong_form_is_named_with_its_place(string changes, string kind, string field) =>
        AssertRefused($$"""{"objectId": "a", "changes": [{{changes}}]}""", kind, field);

    [Theory]
    [InlineData("""{"objectId": "a"}""", "missing-field", "source")]
    [InlineData("""{"objectId": "a", "source": null}""", "missing-field", "source")]
    [InlineData("""{"objectId": "a", "changes": null}""", "missing-field", "source")]
    [InlineData("""{"objectId": "a", "changes": {}}""", "wrong-type", "changes")]
    [InlineData("""{"objectId": "a", "changes": [], "mode": "merge"}""", "invalid-mode", "mode")]
    [InlineData("""{"objectId": "a", "changes": [], "fixity": "md5"}""", "wrong-type", "fixity")]
    [InlineData("""{"objectId": "a", "changes": [], "fixity": ["md5", "crc"]}""", "unknown-digest-algorithm", "fixity[1]")]
    [InlineData("""{"objectId": "a", "changes": [], "fixity": [1]}""", "wrong-type", "fixity[0]")]
    [InlineData("""{"objectId": "a", "changes": [], "fixity": [""]}""", "unknown-digest-algorithm", "fixity[0]")]
    [InlineData("""{"objectId": "a", "changes": [], "digestAlgorithm": "md5"}""", "unknown-digest-algorithm", "digestAlgorithm")]
    [InlineData("""{"objectId": "a", "changes": [], "allowEmpty": "yes"}""", "wrong-type", "allowEmpty")]
    public void What_does_not_go_with_changes_is_named(string body, string kind, string field) => AssertRefused(body, kind, field);

    [Theory]
    [InlineData("""{"bag": 1}""", "wrong-type", "source.bag")]
    [InlineData("""{"bag": true, "digests": {"algorithm": "md5", "manifest": "m"}}""", "conflicting-fields", "source.digests")]
    [InlineData("""{"bagTags": "a"}""", "missing-field", "source.bag")]
    [InlineData("""{"bag": false, "bagTags": "a"}""", "missing-field", "source.bag")]
    [InlineData("""{"bag": true, "bagTags": ""}""", "empty-value", "source.bagTags")]
    [InlineData("""{"bag": true, "bagTags": "../a"}""", "invalid-path", "source.bagTags")]
    [InlineData("""{"bag": true, "bagTags": "/a"}""", "invalid-path", "source.bagTags")]
    [InlineData("""{"digests": "md5"}""", "wrong-type", "source.digests")]
    [InlineData("""{"digests": {"manifest": "m"}}""", "missing-field", "source.digests.algorithm")]
    [InlineData("""{"digests": {"algorithm": "md4", "manifest": "m"}}""", "unknown-digest-algorithm", "source.digests.algorithm")]
    [InlineData("""{"digests": {"algorithm": "size", "manifest": "m"}}""", "unknown-digest-algorithm", "source.digests.algorithm")]
    [InlineData("""{"digests": {"algorithm": "md5"}}""", "missing-field", "source.digests")]
    [InlineData("""{"digests": {"algorithm": "md5", "manifest": "m", "files": {}}}""", "conflicting-fields", "source.digests")]
    [InlineData("""{"digests": {"algorithm": "md5", "manifest": "../m"}}""", "invalid-path", "source.digests.manifest")]
    [InlineData("""{"digests": {"algorithm": "md5", "files": []}}""", "wrong-type", "source.digests.files")]
    [InlineData("""{"digests": {"algorithm": "md5", "files": {"a": "00"}}}""", "invalid-digest", "source.digests.files.a")]
    [InlineData("""{"digests": {"algorithm": "md5", "files": {"a": 1}}}""", "invalid-digest", "source.digests.files.a")]
    [InlineData(
        """{"digests": {"algorithm": "md5", "files": {"/a": "d41d8cd98f00b204e9800998ecf8427e"}}}""",
        "invalid-path",
        "source.digests.files./a")]
    public void What_a_source_must_be_is_named_with_its_place(string source, string kind, string field) => AssertRefused(
        $$"""{"objectId": "a", "source": {"directory": "b", {{source[1..]}}}""", kind, field);

    [Theory]
    [InlineData("directory")]
    [InlineData("container")]
    [InlineData("stage")]
    public void Any_source_may_be_a_bag_or_have_a_list(string place)
    {
        UpdateSource bag = Read($$"""{"objectId": "a", "source": {"{{place}}": "b", "bag": true, "bagTags": "tags"} }""").Source!;
        UpdateSource listed = Read(
            $$"""{"objectId": "a", "source": {"{{place}}": "b", "digests": {"algorithm": "md5", "manifest": "m"} } }""").Source!;

        Assert.Equal((true, "tags", "m"), (bag.Bag, bag.BagTags, listed.Digests!.Manifest));
    }

    [Theory]
    [InlineData("\"1999-12-31\"", "invalid-time")]
    [InlineData("\"1999-12-31T23:59Z\"", "invalid-time")]
    [InlineData("\"1999-12-31T23:59:59\"", "invalid-time")]
    [InlineData("\"1999-02-30T23:59:59Z\"", "invalid-time")]
    [InlineData("0", "wrong-type")]
    public void A_time_has_seconds_and_an_offset(string created, string kind) => AssertRefused(
        $$"""{"objectId": "a", "source": {"directory": "b"}, "created": {{created}}}""", kind, "created");

    [Theory]
    [InlineData("changes", 1001)]
    [InlineData("fixity", 100)]
    public void A_list_that_is_too_long_is_refused_as_a_whole(string field, int entries) => AssertRefused(
        $$"""{"objectId": "a", "source": {"directory": "b"}, "{{field}}": [{{string.Join(',', Enumerable.Repeat("1", entries))}}]}""",
        "too-long",
        field);

    [Fact]
    public void All_that_is_wrong_is_named_at_once()
    {
        Problem problem = Refuse("""{"objectId": "a", "changes": [{"op": "add"}, {"op": "move"}, {"op": "rename"}], "fixity": ["crc"]}""");

        Assert.Equal(
            ["changes[0].path", "changes[1].op", "changes[2].from", "changes[2].to", "fixity[0]"],
            problem.Errors!.Select(error => error.Field));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(", \"allowEmpty\": null", false)]
    [InlineData(", \"allowEmpty\": false", false)]
    [InlineData(", \"allowEmpty\": true", true)]
    public void A_source_may_be_empty_only_where_the_request_says_so(string member, bool allowed) =>
        Assert.Equal(allowed, Read($$"""{"objectId": "a", "source": {"directory": "b"}{{member}}}""").AllowEmpty);

    [Fact]
    public void A_request_with_changes_is_read_and_selects_unless_it_says_otherwise()
    {
        UpdateRequest request = Read("""
            {"objectId": "a", "fixity": ["md5"], "changes": [
              {"op": "add", "path": "x", "content": "y"}, {"op": "replace", "path": "x"}, {"op": "remove", "path": "x"},
              {"op": "rename", "from": "x", "to": "y"}, {"op": "copy", "from": "x", "to": "y"}, {"op": "restore", "version": "v1", "path": null}]}
            """);

        Assert.Null(request.Source);
        Assert.Equal(UpdateMode.Select, request.Mode);
        Assert.Equal(["md5"], request.Fixity);
        Assert.Equal(
            [
                new StateChange { Kind = StateChangeKind.Add, Path = "x", Content = "y" },
                new StateChange { Kind = StateChangeKind.Replace, Path = "x" },
                new StateChange { Kind = StateChangeKind.Remove, Path = "x" },
                new StateChange { Kind = StateChangeKind.Rename, From = "x", To = "y" },
                new StateChange { Kind = StateChangeKind.Copy, From = "x", To = "y" },
                new StateChange { Kind = StateChangeKind.Restore, Version = "v1" },
            ],
            request.Changes);
        Assert.Equal(
            UpdateMode.Replace, Read("""{"objectId": "a", "source": {"directory": "b"}, "mode": "replace", "changes": []}""").Mode);
        Assert.Equal(UpdateMode.Replace, Read("""{"objectId": "a", "source": {"directory": "b"}}""").Mode);
    }

    [Fact]
    public void Every_field_of_the_contract_is_read()
    {
        UpdateRequest request = new()
        {
            ObjectId = "a",
            Source = new UpdateSource { Container = "c", Prefix = "p", Include = ["*"], Exclude = ["x"] },
            Mode = UpdateMode.Merge,
            AllowEmpty = true,
            Changes =
            [
                new StateChange { Kind = StateChangeKind.Add, Path = "x", Content = "y" },
                new StateChange { Kind = StateChangeKind.Rename, From = "x", To = "y" },
                new StateChange { Kind = StateChangeKind.Restore, Path = "x", Version = "v1" },
            ],
            Fixity = ["md5"],
            Message = "m",
            User = new UpdateUser("u", "mailto:u@example.org"),
            ExpectedHead = "v1",
            DigestAlgorithm = "sha256",
            OnFailure = FailureAction.Revert,
        };
        string written = JsonSerializer.Serialize(request, ContractsJson.Relaxed.UpdateRequest);

        Assert.Equal(written, JsonSerializer.Serialize(Read(written), ContractsJson.Relaxed.UpdateRequest));
        Assert.Null(Read("""{"objectId": "a", "source": {"directory": "d"}}""").Changes);
        Assert.Equal("d", Read("""{"objectId": "a", "source": {"directory": "d"}}""").Source!.Directory);
    }

    [Fact]
    public void A_fault_of_a_change_names_the_field_and_the_rule()
    {
        Problem problem = Refuse("""{"objectId": "a", "changes": [{"op": "remove", "path": "a", "to": "b"}]}""");

        Assert.Equal("changes[0].to: the change 'remove' has no such field; it has: path.", problem.Detail);
    }

    private static void AssertRefused(string body, string kind, string field)
    {
        Problem problem = Refuse(body);

        Assert.Equal(("urn:ocfl-functions:problem:" + kind, 400, field), (problem.Type, problem.Status, problem.Field));
        Assert.Null(problem.Errors);
    }

    private static Problem Refuse(string body) => Assert.Throws<ProblemException>(() => Read(body)).Problem;

    private static UpdateRequest Read(string body)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        return UpdateRequestReader.Read(document.RootElement);
    }
}
