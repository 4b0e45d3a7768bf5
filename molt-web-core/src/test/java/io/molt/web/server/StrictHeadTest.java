package io.molt.web.server;

import static io.molt.web.server.Row.fields;
import static io.molt.web.server.Row.of;

import java.util.List;

/** Request lines and header sections (RFC 9112 sections 2, 3 and 5). */
class StrictHeadTest extends StrictTest {
  private static final String HOST = "Host: t\r\n";
  private static final String END = HOST + "\r\n";
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: t\r\n\r\n";

  @Override
  List<Row> rows() {
    return List.of(
        // Request lines.
        of("GET / HTTP/1.1\r\n" + END, 200, "GET / []"),
        of("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", 200, "GET / []"),
        of("PURGE /x HTTP/1.1\r\n" + END, 200, "PURGE /x []"),
        of("get / HTTP/1.1\r\n" + END, 200, "get / []"),
        of("\r\nGET / HTTP/1.1\r\n" + END, 200, "GET / []"),
        of("\r\n\r\nGET / HTTP/1.1\r\n" + END, 200, "GET / []"),
        of("\r\n\r\n\r\nGET / HTTP/1.1\r\n" + END, 400, "empty lines"),
        of("\nGET / HTTP/1.1\r\n" + END, 400, "does not begin with a method"),
        of("\rGET / HTTP/1.1\r\n" + END, 400, "does not begin with a method"),
        of("\r\r\nGET / HTTP/1.1\r\n" + END, 400, "does not begin with a method"),
        of(" GET / HTTP/1.1\r\n" + END, 400, "does not begin with a method"),
        of("\tGET / HTTP/1.1\r\n" + END, 400, "does not begin with a method"),
        of("\0GET / HTTP/1.1\r\n" + END, 400, "does not begin with a method"),
        of("\u0016\u0003\u0001\u0002\0\u0001\0\u0001", 400, "does not begin with a method"),
        of("GET\r\n", 400, "ends after its method"),
        of("GET /\r\n", 400, "ends after its target"),
        of("GET / \r\n", 400, "does not end with a version"),
        of("GET  / HTTP/1.1\r\n" + END, 400, "has no target"),
        of("GET /  HTTP/1.1\r\n" + END, 400, "does not end with a version"),
        of("GET / HTTP/1.1 \r\n" + END, 400, "does not end with a version"),
        of("GET / x HTTP/1.1\r\n" + END, 400, "does not end with a version"),
        of("GET\t/ HTTP/1.1\r\n" + END, 400, "in its method"),
        of("GET /\tHTTP/1.1\r\n" + END, 400, "in its target"),
        of("GET /\u000bHTTP/1.1\r\n" + END, 400, "in its target"),
        of("GET /\fHTTP/1.1\r\n" + END, 400, "in its target"),
        of("GET /\rHTTP/1.1\r\n" + END, 400, "ends after its target"),
        of("GET\r/ HTTP/1.1\r\n" + END, 400, "ends after its method"),
        of("GET / HTTP/1.1\n" + END, 400, "does not end with a version and a line break"),
        of("GET / HTTP/1.1\r" + END, 400, "does not end with a version and a line break"),
        of("GET / HTTP/1.1\r\r\n" + END, 400, "does not end with a version and a line break"),
        of("GET / HTTP/1.1\n\n", 400, "does not end with a version and a line break"),
        of("G@T / HTTP/1.1\r\n" + END, 400, "in its method"),
        of("GET: / HTTP/1.1\r\n" + END, 400, "in its method"),
        of("G\u00c9T / HTTP/1.1\r\n" + END, 400, "in its method"),
        of("G\0T / HTTP/1.1\r\n" + END, 400, "in its method"),
        of("HTTP/1.1 200 OK\r\n" + END, 400, "in its method"),
        of("GET / HTTP/9.9\r\n" + END, 505, "version"),
        of("GET / HTTP/2.0\r\n" + END, 505, "version"),
        of("GET / HTTP/1.2\r\n" + END, 505, "version"),
        of("GET / HTTP/0.9\r\n" + END, 505, "version"),
        of("GET / HTTP/1.10\r\n" + END, 400, "version"),
        of("GET / HTTP/11\r\n" + END, 400, "version"),
        of("GET / HTTP/1,1\r\n" + END, 400, "version"),
        of("GET / HTTP/1.x\r\n" + END, 400, "version"),
        of("GET / HTTP/x.1\r\n" + END, 400, "version"),
        of("GET / HTTP/+1.1\r\n" + END, 400, "version"),
        of("GET / http/1.1\r\n" + END, 400, "version"),
        of("GET / Http/1.1\r\n" + END, 400, "version"),
        of("GET / HTTPS/1.1\r\n" + END, 400, "version"),
        of("GET / ICAP/1.0\r\n" + END, 400, "version"),
        of("GET / HTTP/1.1\0\r\n" + END, 400, "version"),
        of("GET /" + "a".repeat(8178) + " HTTP/1.1\r\n" + END, 200, "aaa []"),
        of("GET /" + "a".repeat(8179) + " HTTP/1.1\r\n" + END, 414, "at most 8192 bytes"),
        of("GET /" + "a".repeat(20_000), 414, "at most 8192 bytes"),
        of("G".repeat(20_000), 414, "at most 8192 bytes"),

        // Line breaks in the header section.
        fields("A: b", 200, "POST / []"),
        of("GET / HTTP/1.1\r\nHost: t\n\r\n", 400, "half a line break"),
        of("GET / HTTP/1.1\r\nHost: t\r\n\n", 400, "Header line 2"),
        of("GET / HTTP/1.1\r\nHost: t\r\r\n\r\n", 400, "half a line break"),
        of("GET / HTTP/1.1\r\nHost: t\r\n\r\r\n", 400, "Header line 2"),
        of("GET / HTTP/1.1\r\nHost: t\n\n", 400, "half a line break"),
        fields("A: b\rC: d", 400, "half a line break"),
        fields("A: b\nC: d", 400, "half a line break"),
        fields("A: b\n\r\n" + SMUGGLED, 400, "half a line break"),
        fields("A: b\r\rContent-Length: 5", 400, "half a line break"),

        // Folded lines, and blanks where none may be.
        fields("A: b\r\n c", 400, "begins with a blank"),
        fields("A: b\r\n\tc", 400, "begins with a blank"),
        fields("A: b\r\n ", 400, "begins with a blank"),
        fields("Transfer-Encoding:\r\n chunked", 400, "begins with a blank"),
        of("GET / HTTP/1.1\r\n Host: t\r\n\r\n", 400, "begins with a blank"),
        of("GET / HTTP/1.1\r\n\tHost: t\r\n\r\n", 400, "begins with a blank"),
        fields("A : b", 400, "before its colon"),
        fields("A\t: b", 400, "before its colon"),
        fields("Content-Length : 5", 400, "before its colon"),
        fields("Transfer-Encoding : chunked", 400, "before its colon"),
        fields("A b: c", 400, "before its colon"),

        // Names.
        fields(": b", 400, "has no name"),
        fields(":", 400, "has no name"),
        fields("A", 400, "has no colon"),
        fields("A=b", 400, "has no colon"),
        fields("A\0: b", 400, "has no colon"),
        fields("\0A: b", 400, "has no name"),
        fields("A\u00e9: b", 400, "has no colon"),
        fields("A\u000b: b", 400, "has no colon"),
        fields("A(b): c", 400, "has no colon"),
        fields("\"A\": b", 400, "has no name"),
        fields("!#$%&'*+-.^_`|~0aZ: b", 200, "!#$%&'*+-.^_`|~0aZ: b"),
        fields("Content_Length: 5", 200, "POST / []"),

        // Values.
        fields("A:", 200, "A: \n"),
        fields("A: ", 200, "A: \n"),
        fields("A:b", 200, "A: b\n"),
        fields("A: \t b \t ", 200, "A: b\n"),
        fields("A: b\tc", 200, "A: b\tc\n"),
        fields("A: b:c", 200, "A: b:c\n"),
        fields("A: \u00e9\u00ff\u0080", 200, "A: "),
        fields("A: b\0c", 400, "control character"),
        fields("A: \0", 400, "control character"),
        fields("A: b\u000bc", 400, "control character"),
        fields("A: \fb", 400, "control character"),
        fields("A: b\u007f", 400, "control character"),
        fields("A: \u001b[0m", 400, "control character"),

        // Sizes.
        fields("A: " + "b".repeat(8189), 200, "POST / []"),
        fields("A: " + "b".repeat(8190), 431, "Header line 2 is too long (expected: at most 8192"),
        fields("A".repeat(9000), 431, "Header line 2 is too long"),
        of("POST / HTTP/1.1\r\nA: " + "b".repeat(9000), 431, "Header line 1 is too long"),
        fields(lines(99), 200, "POST / []"),
        fields(lines(100), 431, "too many header lines (expected: at most 100)"),
        fields(("A: " + "b".repeat(8000) + "\r\n").repeat(2) + "C: d", 200, "POST / []"),
        fields(
            ("A: " + "b".repeat(8000) + "\r\n").repeat(3) + "C: d",
            431,
            "header section is too large (expected: at most 16384"));
  }

  private static String lines(int count) {
    return "A: b\r\n".repeat(count - 1) + "A: b";
  }
}
