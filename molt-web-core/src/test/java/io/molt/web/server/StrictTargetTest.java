package io.molt.web.server;

import static io.molt.web.server.Row.of;
import static io.molt.web.server.Row.target;

import java.util.List;

/** Targets and hosts (RFC 9112 section 3.2, RFC 9110 section 7.2). */
class StrictTargetTest extends StrictTest {
  @Override
  List<Row> rows() {
    return List.of(
        // Origin form.
        target("/", 200, "GET / []"),
        target("/a/../b;c=d/%2F%20?e=f&g=[h]|{i}", 200, "GET /a/../b;c=d/%2F%20?e=f&g=[h]|{i} []"),
        target("//a/b", 200, "GET //a/b []"),
        target("/?", 200, "GET /? []"),
        target("/??a=/?", 200, "GET /??a=/? []"),
        target("/a#b", 400, "no fragment"),
        target("/#", 400, "no fragment"),
        target("/?a#b", 400, "no fragment"),
        target("#", 400, "no fragment"),
        target("?a=b", 400, "begins with '/'"),
        target("a", 400, "begins with '/'"),
        target("a/b", 400, "begins with '/'"),
        target("t:80", 400, "begins with '/'"),
        target("/\u00e9", 400, "in its target"),
        target("/\u00c0\u00af", 400, "in its target"),
        target("/\u00e0\u0080\u00af", 400, "in its target"),
        target("/a?b=\u00c3\u00a9", 400, "in its target"),
        target("/a\0b", 400, "in its target"),
        target("/a\u0001", 400, "in its target"),
        target("/a\u007fb", 400, "in its target"),

        // Absolute form: it names the host, whatever the field says.
        target("http://a/b?c", 200, "GET /b?c [] host: a\n"),
        target("http://a:80/b", 200, "GET /b [] host: a:80\n"),
        target("HTTP://A", 200, "GET / [] host: A\n"),
        target("https://a?c=d", 200, "GET /?c=d [] host: a\n"),
        target("http://[::1]:80/", 200, "GET / [] host: [::1]:80\n"),
        of("GET http://a/b HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 200, "GET /b []"),
        of("OPTIONS http://a HTTP/1.1\r\nHost: t\r\n\r\n", 200, "OPTIONS * [] host: a\n"),
        of("OPTIONS http://a/ HTTP/1.1\r\nHost: t\r\n\r\n", 200, "OPTIONS / [] host: a\n"),
        of("GET http://a/ HTTP/1.1\r\n\r\n", 400, "no Host field"),
        of("GET http://a/ HTTP/1.1\r\nHost:\r\n\r\n", 400, "The Host field is malformed"),
        target("http://user@a/", 400, "a host after the scheme"),
        target("http://user:secret@a/", 400, "a host after the scheme"),
        target("http:///b", 400, "a host after the scheme"),
        target("http://", 400, "a host after the scheme"),
        target("http://:80/", 400, "a host after the scheme"),
        target("http://a:b/", 400, "a host after the scheme"),
        target("http://a:65536/", 400, "a host after the scheme"),
        target("http://[::1/", 400, "a host after the scheme"),
        target("http://a\\b/", 400, "a host after the scheme"),
        target("http://a/b#c", 400, "no fragment"),
        target("http:/a", 400, "begins with '/'"),
        target("http:a", 400, "begins with '/'"),
        target("ftp://a/b", 400, "begins with '/'"),
        target("httpx://a/b", 400, "begins with '/'"),
        target("file:///etc/passwd", 400, "begins with '/'"),

        // The server as a whole.
        of("OPTIONS * HTTP/1.1\r\nHost: t\r\n\r\n", 200, "OPTIONS * []"),
        of("OPTIONS ** HTTP/1.1\r\nHost: t\r\n\r\n", 400, "begins with '/'"),
        of("OPTIONS *?a HTTP/1.1\r\nHost: t\r\n\r\n", 400, "begins with '/'"),
        target("*", 400, "begins with '/'"),

        // Tunnels.
        of("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 501, "is no proxy"),
        of("CONNECT / HTTP/1.1\r\nHost: t\r\n\r\n", 501, "is no proxy"),
        of("CONNECT a HTTP/1.1\r\n\r\n", 501, "is no proxy"),

        // Host.
        host("Host: example.org", 200, "Host: example.org\n"),
        host("host: a_b-c.example:8080", 200, "host: a_b-c.example:8080\n"),
        host("HOST: 127.0.0.1:1", 200, "HOST: 127.0.0.1:1\n"),
        host("Host: [2001:db8::1]:443", 200, "Host: [2001:db8::1]:443\n"),
        host("Host: [::ffff:1.2.3.4]", 200, "Host: [::ffff:1.2.3.4]\n"),
        host("Host: a:", 200, "Host: a:\n"),
        host("Host: %41.example", 200, "Host: %41.example\n"),
        host("Host: a:65535", 200, "Host: a:65535\n"),
        host("A: b", 400, "no Host field"),
        host("Host:", 400, "The Host field is malformed"),
        host("Host: \t", 400, "The Host field is malformed"),
        host("Host: a\r\nHost: b", 400, "more than one Host field"),
        host("Host: a\r\nhost: a", 400, "more than one Host field"),
        host("Host: a, b", 400, "The Host field is malformed"),
        host("Host: a,b", 400, "The Host field is malformed"),
        host("Host: a b", 400, "The Host field is malformed"),
        host("Host: user@a", 400, "The Host field is malformed"),
        host("Host: a/b", 400, "The Host field is malformed"),
        host("Host: a?b", 400, "The Host field is malformed"),
        host("Host: a#b", 400, "The Host field is malformed"),
        host("Host: http://a", 400, "The Host field is malformed"),
        host("Host: a\\b", 400, "The Host field is malformed"),
        host("Host: :80", 400, "The Host field is malformed"),
        host("Host: a:b", 400, "The Host field is malformed"),
        host("Host: a:-1", 400, "The Host field is malformed"),
        host("Host: a:+1", 400, "The Host field is malformed"),
        host("Host: a:65536", 400, "The Host field is malformed"),
        host("Host: a:99999999999", 400, "The Host field is malformed"),
        host("Host: a:1:2", 400, "The Host field is malformed"),
        host("Host: ::1", 400, "The Host field is malformed"),
        host("Host: [::1", 400, "The Host field is malformed"),
        host("Host: []", 400, "The Host field is malformed"),
        host("Host: [a]", 400, "The Host field is malformed"),
        host("Host: [::1]a", 400, "The Host field is malformed"),
        host("Host: [fe80::1%25eth0]", 400, "The Host field is malformed"),
        host("Host: a%2", 400, "The Host field is malformed"),
        host("Host: a%zz", 400, "The Host field is malformed"),
        host("Host: \u00e9", 400, "The Host field is malformed"),
        of("GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 400, "more than one Host field"));
  }

  private static Row host(String lines, int status, String told) {
    return of("GET / HTTP/1.1\r\n" + lines + "\r\n\r\n", status, told);
  }
}
