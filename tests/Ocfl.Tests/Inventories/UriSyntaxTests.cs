using Ocfl.Inventories;

namespace Ocfl.Tests.Inventories;

public sealed class UriSyntaxTests
{
    // The examples of RFC 3986, section 1.1.2, and others.
    [Theory]
    [InlineData("ftp://ftp.is.co.za/rfc/rfc1808.txt")]
    [InlineData("http://www.ietf.org/rfc/rfc2396.txt")]
    [InlineData("ldap://[2001:db8::7]/c=GB?objectClass?one")]
    [InlineData("mailto:John.Doe@example.com")]
    [InlineData("news:comp.infosystems.www.servers.unix")]
    [InlineData("tel:+1-816-555-1212")]
    [InlineData("telnet://192.0.2.16:80/")]
    [InlineData("urn:oasis:names:specification:docbook:dtd:xml:4.1.2")]
    [InlineData("http://user:secret@[v7.a:b]:8080/a%20b;c?q=/?#f/?")]
    [InlineData("file:///etc/hosts")]
    [InlineData("http://host:/")]
    [InlineData("ark:/12345/x")]
    [InlineData("a+b-c.d:x")]
    public void These_are(string text) => Assert.True(UriSyntax.IsUri(text));

    [Theory]
    [InlineData("")]
    [InlineData("urn")]
    [InlineData("urn:")]
    [InlineData(":x")]
    [InlineData("1a:x")]
    [InlineData("a_b:x")]
    [InlineData("/foo")]
    [InlineData("//host/path")]
    [InlineData("urn:[x]")]
    [InlineData("urn:a b")]
    [InlineData("urn:ä")]
    [InlineData("urn:a%2")]
    [InlineData("urn:a%zz")]
    [InlineData("http://a/#b#c")]
    [InlineData("http://[")]
    [InlineData("http://[]/")]
    [InlineData("http://[::1")]
    [InlineData("http://a]b/")]
    [InlineData("http://a@b@c/")]
    [InlineData("http://host:8o/")]
    [InlineData("http://host/[")]
    [InlineData("http://host/?[")]
    [InlineData("http://ho\"st/")]
    public void These_are_not(string text) => Assert.False(UriSyntax.IsUri(text));
}
