using System.Text;
using Ocfl.Layouts;

namespace Ocfl.Tests.Layouts;

/// <summary>The examples of the extensions' documents, and of the code in them.</summary>
public sealed class LayoutExamples
{
    private const string Long260 =
        "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij";
    private const string Long100 = "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij";
    private const string LongWithBlanks = "abcdefghijabcdefghij abcdefghijabcdefghij abcdefghijabcdefghij abcdefghijabcdefghij "
        + "abcdefghijabcdefghij abcdefghijabcdefghij abcdefghijabcdefghij abcdefghijabcdefghij abcdefghijabcdefghij abcdefghijabcdefghij "
            + "abcdefghijabcdefghij abcdefghijabcdefghij abcdefghijabcdefghij";

    [Theory]
    [InlineData("object-01", "object-01")]
    [InlineData("..hor_rib:lé-$id", "..hor_rib:lé-$id")]
    public void Flat_direct(string id, string path) => AssertMaps(FlatDirectLayout.Name, "", id, path);

    [Theory]
    [InlineData("info:fedora/object-01", "'/'")]
    [InlineData(Long260, "255 bytes")]
    public void Flat_direct_refuses_what_its_second_example_calls_unusable(string id, string rule) =>
        AssertRefuses(FlatDirectLayout.Name, "", id, rule);

    [Theory]
    [InlineData("", "object-01", "3c0/ff4/240/object-01")]
    [InlineData("", "..hor/rib:le-$id", "487/326/d8c/%2e%2ehor%2frib%3ale-%24id")]
    [InlineData("", "..Hor/rib:lè-$id", "373/529/21a/%2e%2eHor%2frib%3al%c3%a8-%24id")]
    [InlineData("", Long100 + "a", "5cc/73e/648/" + Long100 + "-5cc73e648fbcff136510e330871180922ddacf193b68fdeff855683a01464220")]
    [InlineData("", Long260, "55b/432/806/" + Long100 + "-55b432806f4e270da0cf23815ed338742179002153cd8d896f23b3e2d8a14359")]
    [InlineData("""{"digestAlgorithm": "sha256", "tupleSize": 3, "numberOfTuples": 3}""", "object-01", "3c0/ff4/240/object-01")]
    [InlineData(
        """{"digestAlgorithm": "md5", "tupleSize": 2, "numberOfTuples": 15}""", "object-01", "ff/75/53/44/92/48/5e/ab/b3/9f/86/35/67/28/88/object-01")]
    [InlineData(
        """{"digestAlgorithm": "md5", "tupleSize": 2, "numberOfTuples": 15}""", "..hor/rib:le-$id", "08/31/97/66/fb/6c/29/35/dd/17/5b/94/26/77/17/%2e%2ehor%2frib%3ale-%24id")]
    // The document's table says "object-id", its code "object-01".
    [InlineData("""{"digestAlgorithm": "sha256", "tupleSize": 0, "numberOfTuples": 0}""", "object-01", "object-01")]
    [InlineData("""{"digestAlgorithm": "sha256", "tupleSize": 0, "numberOfTuples": 0}""", "..hor/rib:le-$id", "%2e%2ehor%2frib%3ale-%24id")]
    [InlineData("""{"digestAlgorithm": "md5"}""", "object-01", "ff7/553/449/object-01")]
    [InlineData("""{"digestAlgorithm": "md5"}""", "..hor/rib:le-$id", "083/197/66f/%2e%2ehor%2frib%3ale-%24id")]
    [InlineData("""{"digestAlgorithm": "md5", "tupleSize": 5, "numberOfTuples": 2}""", "object-01", "ff755/34492/object-01")]
    [InlineData("""{"digestAlgorithm": "md5", "tupleSize": 0, "numberOfTuples": 0}""", "object-01", "object-01")]
    public void Hash_and_id(string parameters, string id, string path) => AssertMaps(HashAndIdNTupleLayout.Name, parameters, id, path);

    [Theory]
    [InlineData("", "object-01", "3c0/ff4/240/3c0ff4240c1e116dba14c7627f2319b58aa3d77606d0d90dfc6161608ac987d4")]
    [InlineData("", "..hor/rib:le-$id", "487/326/d8c/487326d8c2a3c0b885e23da1469b4d6671fd4e76978924b4443e9e3c316cda6d")]
    [InlineData(
        """{"digestAlgorithm": "sha256", "tupleSize": 3, "numberOfTuples": 3, "shortObjectRoot": false}""", "object-01", "3c0/ff4/240/3c0ff4240c1e116dba14c7627f2319b58aa3d77606d0d90dfc6161608ac987d4")]
    [InlineData(
        """{"digestAlgorithm": "md5", "tupleSize": 2, "numberOfTuples": 15, "shortObjectRoot": true}""", "object-01", "ff/75/53/44/92/48/5e/ab/b3/9f/86/35/67/28/88/4e")]
    [InlineData(
        """{"digestAlgorithm": "md5", "tupleSize": 2, "numberOfTuples": 15, "shortObjectRoot": true}""", "..hor/rib:le-$id", "08/31/97/66/fb/6c/29/35/dd/17/5b/94/26/77/17/e0")]
    [InlineData(
        """{"digestAlgorithm": "sha256", "tupleSize": 0, "numberOfTuples": 0, "shortObjectRoot": false}""", "object-01", "3c0ff4240c1e116dba14c7627f2319b58aa3d77606d0d90dfc6161608ac987d4")]
    [InlineData(
        """{"digestAlgorithm": "sha256", "tupleSize": 0, "numberOfTuples": 0, "shortObjectRoot": false}""", "..hor/rib:le-$id", "487326d8c2a3c0b885e23da1469b4d6671fd4e76978924b4443e9e3c316cda6d")]
    public void Hashed(string parameters, string id, string path) => AssertMaps(HashedNTupleLayout.Name, parameters, id, path);

    [Theory]
    [InlineData("""{"delimiter": ":"}""", "namespace:12887296", "12887296")]
    [InlineData("""{"delimiter": ":"}""", "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66", "6e8bc430-9c3a-11d9-9669-0800200c9a66")]
    [InlineData("""{"delimiter": "edu/"}""", "https://institution.edu/3448793", "3448793")]
    [InlineData("""{"delimiter": "edu/"}""", "https://institution.edu/abc/edu/f8.05v", "f8.05v")]
    [InlineData("""{"delimiter": "EDU/"}""", "https://institution.edu/abc/eDu/f8.05v", "f8.05v")]
    [InlineData("""{"delimiter": ":"}""", "no-prefix", "no-prefix")]
    public void Flat_omit_prefix(string parameters, string id, string path) => AssertMaps(FlatOmitPrefixLayout.Name, parameters, id, path);

    [Theory]
    [InlineData("info:fedora/object-01")]
    [InlineData("https://example.org/info:/12345/x54xz321/s3/f8.05v")]
    public void Flat_omit_prefix_refuses_what_its_third_example_calls_unusable(string id) =>
        AssertRefuses(FlatOmitPrefixLayout.Name, """{"delimiter": "info:"}""", id, "'/'");

    [Theory]
    [InlineData(
        """{"delimiter": ":", "tupleSize": 4, "numberOfTuples": 2, "zeroPadding": "left", "reverseObjectRoot": true}""", "namespace:12887296", "6927/8821/12887296")]
    [InlineData(
        """{"delimiter": ":", "tupleSize": 4, "numberOfTuples": 2, "zeroPadding": "left", "reverseObjectRoot": true}""", "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66", "66a9/c002/6e8bc430-9c3a-11d9-9669-0800200c9a66")]
    [InlineData(
        """{"delimiter": ":", "tupleSize": 4, "numberOfTuples": 2, "zeroPadding": "left", "reverseObjectRoot": true}""", "abc123", "321c/ba00/abc123")]
    [InlineData(
        """{"delimiter": "edu/", "tupleSize": 3, "numberOfTuples": 3, "zeroPadding": "right", "reverseObjectRoot": false}""", "https://institution.edu/3448793", "344/879/300/3448793")]
    [InlineData(
        """{"delimiter": "edu/", "tupleSize": 3, "numberOfTuples": 3, "zeroPadding": "right", "reverseObjectRoot": false}""", "https://institution.edu/abc/edu/f8.05v", "f8./05v/000/f8.05v")]
    [InlineData("", "druid:42", "000/000/042/42")]
    [InlineData("""{"delimiter": "EDU/"}""", "https://institution.edu/1234567890", "123/456/789/1234567890")]
    public void N_tuple_omit_prefix(string parameters, string id, string path) =>
        AssertMaps(NTupleOmitPrefixLayout.Name, parameters, id, path);

    [Theory]
    [InlineData(
        """{"delimiter": ":", "tupleSegmentSizes": [2, 3, 2, 4], "fullIdentifierAsObjectRoot": false}""", "druid:gh875jh5489", "gh/875/jh/5489")]
    [InlineData(
        """{"delimiter": ":", "tupleSegmentSizes": [2, 3, 2, 4], "fullIdentifierAsObjectRoot": false}""", "namespace:11887296672", "11/887/29/6672")]
    [InlineData(
        """{"delimiter": ":", "tupleSegmentSizes": [2, 3, 2, 4], "fullIdentifierAsObjectRoot": false}""", "urn:nbn:fi:111-0023815", "11/1-0/02/3815")]
    [InlineData(
        """{"delimiter": ":", "tupleSegmentSizes": [2, 3, 2, 4], "fullIdentifierAsObjectRoot": false}""", "abc123xyz89", "ab/c12/3x/yz89")]
    [InlineData(
        """{"delimiter": "edu/", "tupleSegmentSizes": [3, 4], "fullIdentifierAsObjectRoot": true}""", "https://institution.edu/3448793", "344/8793/3448793")]
    [InlineData(
        """{"delimiter": "edu/", "tupleSegmentSizes": [3, 4], "fullIdentifierAsObjectRoot": true}""", "https://institution.edu/abc/edu/f8a905v", "f8a/905v/f8a905v")]
    [InlineData("", "druid:gh875jh5489", "gh/875/jh/5489")]
    public void Differential_n_tuple_omit_prefix(string parameters, string id, string path) =>
        AssertMaps(DifferentialNTupleOmitPrefixLayout.Name, parameters, id, path);

    [Theory]
    [InlineData("..hor_rib:lé-$id", "..hor_rib_lé-$id")]
    [InlineData("info:fedora/object-01", "info_fedora/object-01")]
    [InlineData("~ info:fedora/-obj#ec@t-\"01 ", "info_fedora/obj_ec_t-_01")]
    [InlineData("/test/ ~/.../blah", "test/_../blah")]
    [InlineData("https://hdl.handle.net/XXXXX/test/bl ah", "https_/hdl.handle.net/XXXXX/test/bl ah")]
    [InlineData(LongWithBlanks, "fallback/0/e/0eafabb38fa7f1583d1461afe980ebdc")]
    [InlineData("a\tb\u0007c\u2003d", "a b_c d")]
    [InlineData("whole \ud83d\ude00", "whole \ud83d\ude00")]
    public void Direct_clean_path_replaced(string id, string path) => AssertMaps(
        DirectCleanPathLayout.Name,
        """{"maxPathSegmentLen": 127, "maxPathnameLen": 32000, "encodeUTF": false, "replacementString": "_", "whitespaceReplacementString": " ", "fallbackDigestAlgorithm": "md5", "fallbackFolder": "fallback", "numberOfFallbackTuples": 2}""",
        id,
        path);

    [Fact]
    public void Direct_clean_path_replaces_what_is_not_Unicode() =>
        AssertMaps(DirectCleanPathLayout.Name, """{"encodeUTF": true}""", "half\ud800\ud83d\ude00\udc00", "half_\ud83d\ude00_");

    // The document's second example writes maxPathnameLen as "PathFilenameLen", which is no parameter.
    [Theory]
    [InlineData("..hor_rib:lé-$id", "..hor_rib=u003Alé-$id")]
    [InlineData("object=u123a-01", "object=u003Du123a-01")]
    [InlineData("object=u13a-01", "object=u13a-01")]
    [InlineData("info:fedora/object-01", "info=u003Afedora/object-01")]
    [InlineData("~ info:fedora/-obj#ec@t-\"01 ", "=u007E=u0020info=u003Afedora/-obj=u0023ec=u0040t-=u002201=u0020")]
    [InlineData("/test/ ~/.../blah", "test/=u0020~/=u002E../blah")]
    [InlineData("https://hdl.handle.net/XXXXX/test/bl ah", "https=u003A/hdl.handle.net/XXXXX/test/bl=u0020ah")]
    [InlineData(
        LongWithBlanks, "fallback/b/8/b8acda4abac53237afa03d6bbb078e1bf46b40438bb256df79b8d9ff0e57b32a688156ad21755363ea19953c160c4dd6d4db175b71e9aa87d68937181a9f69d/9")]
    [InlineData("../..", "=u002E./=u002E.")]
    public void Direct_clean_path_encoded(string id, string path) => AssertMaps(
        DirectCleanPathLayout.Name,
        """{"maxPathSegmentLen": 127, "maxPathnameLen": 32000, "encodeUTF": true, "replacementString": "_", "whitespaceReplacementString": " ", "fallbackDigestAlgorithm": "sha512", "fallbackFolder": "fallback", "numberOfFallbackTuples": 2}""",
        id,
        path);

    [Theory]
    [InlineData("""{"maxPathnameLen": 42}""", "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t/u/v", "fallback/9c5ee41170e3e3e11cfc0178a0409628")]
    [InlineData(
        """{"numberOfFallbackTuples": 2, "fallbackTupleSize": 3}""", LongWithBlanks, "fallback/0ea/fab/0eafabb38fa7f1583d1461afe980ebdc")]
    [InlineData("""{"whitespaceReplacementString": ""}""", "inner blanks go", "innerblanksgo")]
    [InlineData(
        """{"maxPathSegmentLen": 3, "fallbackFolder": "x", "fallbackDigestAlgorithm": "md5"}""", "éé", "x/0c6/3a3/452/c46/569/a70/c4f/edb/f2a/84e/86")]
    [InlineData("""{"maxPathSegmentLen": 4}""", "éé", "éé")]
    public void Direct_clean_path_with_other_parameters(string parameters, string id, string path) =>
        AssertMaps(DirectCleanPathLayout.Name, parameters, id, path);

    [Theory]
    [InlineData("", "object-01", "3c0/ff4/240/object-01")]
    [InlineData("", "..hor/rib:le-$id", "487/326/d8c/%2e%2ehor%2frib%3ale-%24id")]
    [InlineData(
        """{"digestAlgorithm": "md5", "tupleSize": 2, "numberOfTuples": 15, "delimiters": ["/"]}""", "object-01", "ff/75/53/44/92/48/5e/ab/b3/9f/86/35/67/28/88/object-01")]
    [InlineData(
        """{"digestAlgorithm": "md5", "tupleSize": 2, "numberOfTuples": 15, "delimiters": ["/"]}""", "..hor/rib:le-$id", "5d/6e/4e/8c/b5/cd/0c/7a/8f/bf/65/c1/29/51/27/rib%3ale-%24id")]
    [InlineData("""{"digestAlgorithm": "sha256", "tupleSize": 0, "numberOfTuples": 0, "delimiters": ["/"]}""", "object-01", "object-01")]
    [InlineData(
        """{"digestAlgorithm": "sha256", "tupleSize": 0, "numberOfTuples": 0, "delimiters": ["/"]}""", "..hor/rib:le-$id", "rib%3ale-%24id")]
    [InlineData("""{"delimiters": ["-"]}""", "object-01", "938/db8/c9f/01")]
    [InlineData("""{"digestAlgorithm": "md5"}""", "..hor/rib:le-$id", "083/197/66f/%2e%2ehor%2frib%3ale-%24id")]
    [InlineData("", Long260, "55b/432/806/" + Long100 + "-55b432806f4e270da0cf23815ed338742179002153cd8d896f23b3e2d8a14359")]
    public void Hash_and_no_prefix_id(string parameters, string id, string path) =>
        AssertMaps(HashAndNoPrefixIdNTupleLayout.Name, parameters, id, path);

    [Theory]
    [InlineData("ab/cd", """["/"]""", "cd")]
    [InlineData("ab/cd", "[]", "ab%2fcd")]
    [InlineData("ab/cd:ef", """["/", ":"]""", "ef")]
    [InlineData("ab/cd:", """["/", ":"]""", "cd%3a")]
    [InlineData("abcd", """["d"]""", "abcd")]
    [InlineData("abcd", """["c", "d"]""", "d")]
    [InlineData("abcdd", """["d"]""", "d")]
    [InlineData("abcdd", """["c", "d"]""", "d")]
    [InlineData("abcde", """["abc"]""", "de")]
    [InlineData("abcde", """["bcd"]""", "e")]
    [InlineData("abcde", """["cde"]""", "abcde")]
    [InlineData("abCd", """["c"]""", "abCd")]
    [InlineData("prefix:object-01", """[":"]""", "object-01")]
    [InlineData("Bad$$..Hor/rib:lè-$id", """["$$"]""", "%2e%2eHor%2frib%3al%c3%a8-%24id")]
    [InlineData(Long100 + "a", """[":"]""", Long100 + "-5cc73e648fbcff136510e330871180922ddacf193b68fdeff855683a01464220")]
    public void Hash_and_no_prefix_id_omits_the_prefix(string id, string delimiters, string name) =>
        AssertMaps(
            HashAndNoPrefixIdNTupleLayout.Name, $$"""{"tupleSize": 0, "numberOfTuples": 0, "delimiters": {{delimiters}}}""", id, name);

    internal static IStorageLayout Create(string name, string parameters) =>
        StorageLayouts.Default.Create(
            name,
            Encoding.UTF8.GetBytes(parameters.Length == 0 ? "" : $$"""{"extensionName": "{{name}}", {{parameters.TrimStart('{')}}"""));

    internal static void AssertRefuses(string name, string parameters, string id, string rule)
    {
        LayoutException exception = Assert.Throws<LayoutException>(() => Create(name, parameters).GetObjectRoot(id));
        Assert.Contains(rule, exception.Message, StringComparison.Ordinal);
        Assert.Equal(id, exception.ObjectId);
    }

    private static void AssertMaps(string name, string parameters, string id, string path) =>
        Assert.Equal(path, Create(name, parameters).GetObjectRoot(id));
}
