package io.molt.web.server;

import static io.molt.web.server.Row.chunks;
import static io.molt.web.server.Row.fields;
import static io.molt.web.server.Row.of;

import java.util.List;

/** Where content ends (RFC 9112 sections 6 and 7). */
class StrictFramingTest extends StrictTest {
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: t\r\n\r\n";
  private static final String LENGTH = "Content-Length field is malformed";
  private static final String CODING = "Transfer-Encoding field is malformed";
  private static final String EXTENSION = "The extension of a chunk";
  private static final String END = "0\r\n\r\n";

  @Override
  List<Row> rows() {
    return List.of(
        // Lengths.
        content("Content-Length: 5", "hello", 200, "POST / [hello]"),
        content("content-length:  00005 ", "hello", 200, "POST / [hello]"),
        content("Content-Length: 0", "", 200, "POST / []"),
        content("A: b", "", 200, "POST / []"),
        content("Content-Length: " + SMUGGLED.length(), SMUGGLED, 200, "POST / [GET /smuggled"),
        of("GET / HTTP/1.1\r\nHost: t\r\nContent-Length: 1\r\n\r\nx", 200, "GET / [x]"),
        content("Content-Length: 5\r\nContent-Length: 5", "hello", 400, "more than one"),
        content("Content-Length: 5\r\nContent-Length: 0", "hello", 400, "more than one"),
        content("Content-Length: 0\r\ncontent-length: 44", SMUGGLED, 400, "more than one"),
        content("Content-Length: 5, 5", "hello", 400, LENGTH),
        content("Content-Length: 5,6", "hello", 400, LENGTH),
        content("Content-Length: 5,", "hello", 400, LENGTH),
        content("Content-Length:", "hello", 400, LENGTH),
        content("Content-Length: +5", "hello", 400, LENGTH),
        content("Content-Length: -5", "hello", 400, LENGTH),
        content("Content-Length: -0", "", 400, LENGTH),
        content("Content-Length: 5.0", "hello", 400, LENGTH),
        content("Content-Length: 5e0", "hello", 400, LENGTH),
        content("Content-Length: 0x5", "hello", 400, LENGTH),
        content("Content-Length: 5 5", "hello", 400, LENGTH),
        content("Content-Length: 5a", "hello", 400, LENGTH),
        content("Content-Length: five", "hello", 400, LENGTH),
        content("Content-Length: 1_0", "hello", 400, LENGTH),
        content("Content-Length: \"5\"", "hello", 400, LENGTH),
        content("Content-Length: \u00b2", "he", 400, LENGTH),
        content("Content-Length: 9223372036854775808", "hello", 400, LENGTH),
        content("Content-Length: 18446744073709551621", "hello", 400, LENGTH),
        content("Content-Length: 99999999999999999999999999", "hello", 400, LENGTH),
        of("POST / HTTP/1.0\r\nContent-Length: 5\r\nContent-Length: 0\r\n\r\nhello", 400, "more"),
        of("POST / HTTP/1.0\r\nContent-Length: 5, 5\r\n\r\nhello", 400, LENGTH),
        // Eight octets of content that no field announces, in a draft that came before WebSocket.
        of(
            "GET /a HTTP/1.1\r\nHost: t\r\nSec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2\r\n\r\n",
            200,
            "GET /a []"),

        // Codings.
        content("Transfer-Encoding: chunked", "5\r\nhello\r\n" + END, 200, "POST / [hello]"),
        content("transfer-encoding: CHUNKED", "5\r\nhello\r\n" + END, 200, "POST / [hello]"),
        content("Transfer-Encoding: \t chunked \t", END, 200, "POST / []"),
        content("Transfer-Encoding: chunked\r\nContent-Length: 5", END, 400, "besides"),
        content("Content-Length: 5\r\nTransfer-Encoding: chunked", END, 400, "besides"),
        content("Content-Length: 0\r\nTransfer-Encoding: chunked", END, 400, "besides"),
        content("Content-Length:\r\nTransfer-Encoding: chunked", END, 400, "besides"),
        content("Content-Length: 5\r\nTransfer-Encoding: xchunked", "hello", 400, CODING),
        content("Content-Length: 5\r\nTransfer-Encoding:", "hello", 400, CODING),
        content("Transfer-Encoding: gzip, chunked", END, 501, "coding is unknown"),
        content("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked", END, 501, "unknown"),
        content("Transfer-Encoding: identity, chunked", END, 501, "coding is unknown"),
        content("Transfer-Encoding:", END, 400, CODING),
        content("Transfer-Encoding: gzip", END, 400, CODING),
        content("Transfer-Encoding: identity", END, 400, CODING),
        content("Transfer-Encoding: chunked, chunked", END, 400, CODING),
        content("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", END, 400, CODING),
        content("Transfer-Encoding: chunked\r\nTransfer-Encoding:", END, 400, CODING),
        content("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", END, 400, CODING),
        content("Transfer-Encoding: chunked, identity", END, 400, CODING),
        content("Transfer-Encoding: chunked, gzip", END, 400, CODING),
        content("Transfer-Encoding: , chunked", END, 400, CODING),
        content("Transfer-Encoding: chunked,", END, 400, CODING),
        content("Transfer-Encoding: xchunked", END, 400, CODING),
        content("Transfer-Encoding: chunkedx", END, 400, CODING),
        content("Transfer-Encoding: \"chunked\"", END, 400, CODING),
        content("Transfer-Encoding: 'chunked'", END, 400, CODING),
        content("Transfer-Encoding: chunked;a=b", END, 400, CODING),
        content("Transfer-Encoding: chunked gzip", END, 400, CODING),
        content("Transfer-Encoding: chunKed", END, 200, "POST / []"),
        content("Transfer-Encoding: \u000bchunked", END, 400, "control character"),
        of("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + END, 400, "none in HTTP/1.0"),
        of("POST / HTTP/1.0\r\nTransfer-Encoding: identity\r\n\r\n", 400, "none in HTTP/1.0"),

        // Sizes of chunks.
        chunks("5\r\nhello\r\n1\r\n!\r\n" + END, 200, "POST / [hello!]"),
        chunks("0005\r\nhello\r\n0000\r\n\r\n", 200, "POST / [hello]"),
        chunks("A\r\n0123456789\r\na\r\n0123456789\r\n" + END, 200, "[01234567890123456789]"),
        chunks(
            Integer.toHexString(SMUGGLED.length()) + "\r\n" + SMUGGLED + "\r\n" + END,
            200,
            "POST / [GET /smuggled"),
        chunks("\r\nhello\r\n" + END, 400, "size of a chunk"),
        chunks("+5\r\nhello\r\n" + END, 400, "size of a chunk"),
        chunks("-5\r\nhello\r\n" + END, 400, "size of a chunk"),
        chunks("-0\r\n\r\n", 400, "size of a chunk"),
        chunks("0x5\r\nhello\r\n" + END, 400, "size or extension"),
        chunks("5h\r\nhello\r\n" + END, 400, "size or extension"),
        chunks("5 5\r\nhello\r\n" + END, 400, "size or extension"),
        chunks(" 5\r\nhello\r\n" + END, 400, "size of a chunk"),
        chunks("5 \r\nhello\r\n" + END, 400, "size or extension"),
        chunks("5\t\r\nhello\r\n" + END, 400, "size or extension"),
        chunks("0 \r\n\r\n", 400, "size or extension"),
        chunks("5.0\r\nhello\r\n" + END, 400, "size or extension"),
        chunks("5_0\r\nhello\r\n" + END, 400, "size or extension"),
        chunks("5,5\r\nhello\r\n" + END, 400, "size or extension"),
        chunks("\u00b2\r\nhe\r\n" + END, 400, "size of a chunk"),
        chunks("zz\r\n", 400, "size of a chunk"),
        chunks("8000000000000000\r\nhello\r\n" + END, 400, "at most 9223372036854775807"),
        chunks("ffffffffffffffff\r\nhello\r\n" + END, 400, "at most 9223372036854775807"),
        chunks("10000000000000005\r\nhello\r\n" + END, 400, "at most 9223372036854775807"),
        chunks("5\0\r\nhello\r\n" + END, 400, "size or extension"),

        // Line breaks around chunks.
        chunks("5\nhello\r\n" + END, 400, "chunk"),
        chunks("5\rhello\r\n" + END, 400, "line break of a chunk"),
        chunks("5\r\r\nhello\r\n" + END, 400, "line break of a chunk"),
        chunks("5;a\nhello\r\n" + END, 400, "chunk"),
        chunks("5;a\rb\r\nhello\r\n" + END, 400, "line break of a chunk"),
        chunks("5\r\nhello\n" + END, 400, "longer or shorter"),
        chunks("5\r\nhello" + END, 400, "longer or shorter"),
        chunks("5\r\nhello\rX" + END, 400, "longer or shorter"),
        chunks("4\r\nhello\r\n" + END, 400, "longer or shorter"),
        chunks("6\r\nhello\r\n" + END, 400, "longer or shorter"),
        chunks("5\r\nhello\r\n\r\n" + END, 400, "size of a chunk"),
        chunks("0\n\r\n", 400, "chunk"),
        chunks("0\r\n\n", 400, "Header line 1"),
        chunks("0\r\n\r\r\n", 400, "Header line 1"),
        chunks("0\r\n\rX", 400, "Header line 1"),

        // Extensions.
        chunks("5;a\r\nhello\r\n0;b\r\n\r\n", 200, "POST / [hello]"),
        chunks("5;a=b\r\nhello\r\n" + END, 200, "POST / [hello]"),
        chunks("5;a=b;c;d=\"e;f\\\"\\\\ \t\u00e9=\"\r\nhello\r\n" + END, 200, "POST / [hello]"),
        chunks("5 ; a = b\t;\tc\r\nhello\r\n" + END, 200, "POST / [hello]"),
        chunks("5;a=\"\"\r\nhello\r\n" + END, 200, "POST / [hello]"),
        chunks("5;a=" + "b".repeat(8188) + "\r\nhello\r\n" + END, 200, "POST / [hello]"),
        chunks("5;a=" + "b".repeat(8189) + "\r\nhello\r\n" + END, 400, "too long"),
        chunks("5;a=" + "b".repeat(20_000), 400, "too long"),
        chunks("0".repeat(9000) + "5\r\nhello\r\n" + END, 400, "too long"),
        chunks(padded(1, 1000).repeat(15) + END, 200, "POST / [a"),
        chunks(padded(1, 1000).repeat(20) + END, 400, "extensions of chunks"),
        chunks(padded(1000, 1000).repeat(40) + END, 200, "POST / [a"),
        chunks("5;\r\nhello\r\n" + END, 400, EXTENSION),
        chunks("5; \r\nhello\r\n" + END, 400, EXTENSION),
        chunks("5;;a\r\nhello\r\n" + END, 400, EXTENSION),
        chunks("5;a;\r\nhello\r\n" + END, 400, EXTENSION),
        chunks("5;=b\r\nhello\r\n" + END, 400, EXTENSION),
        chunks("5;a=\r\nhello\r\n" + END, 400, EXTENSION),
        chunks("5;a= ;b\r\nhello\r\n" + END, 400, EXTENSION),
        chunks("5;a b\r\nhello\r\n" + END, 400, "extension"),
        chunks("5;a=b c\r\nhello\r\n" + END, 400, "extension"),
        chunks("5;a=b \r\nhello\r\n" + END, 400, "extension"),
        chunks("5;a,b\r\nhello\r\n" + END, 400, "extension"),
        chunks("5;a=\"b\r\nhello\r\n" + END, 400, EXTENSION),
        chunks("5;a=\"b\\\"\r\nhello\r\n" + END, 400, EXTENSION),
        chunks("5;a=\"b\"c\r\nhello\r\n" + END, 400, "extension"),
        chunks("5;a=b\"c\"\r\nhello\r\n" + END, 400, "extension"),
        chunks("5;a=\0\r\nhello\r\n" + END, 400, EXTENSION),
        chunks("5;a=\"\0\"\r\nhello\r\n" + END, 400, EXTENSION),
        chunks("5;\u00e9\r\nhello\r\n" + END, 400, EXTENSION),

        // Trailers.
        chunks("0\r\nChecksum: abc\r\n\r\n", 200, "POST / []"),
        chunks("5\r\nhello\r\n0\r\nA:\r\nB: \u00e9\tc\r\n\r\n", 200, "POST / [hello]"),
        chunks("0\r\nContent-Length: 5\r\n\r\n", 400, "A trailer field"),
        chunks("0\r\ntransfer-encoding: chunked\r\n\r\n", 400, "A trailer field"),
        chunks("0\r\nHost: other\r\n\r\n", 400, "A trailer field"),
        chunks("0\r\nA: b\r\nAuthorization: c\r\n\r\n", 400, "A trailer field"),
        chunks("0\r\nTrailer: A\r\n\r\n", 400, "A trailer field"),
        chunks("0\r\nContent-Type: text/plain\r\n\r\n", 400, "A trailer field"),
        chunks("0\r\nConnection: close\r\n\r\n", 400, "A trailer field"),
        chunks("0\r\nA: b\r\n c\r\n\r\n", 400, "begins with a blank"),
        chunks("0\r\n A: b\r\n\r\n", 400, "begins with a blank"),
        chunks("0\r\nA : b\r\n\r\n", 400, "before its colon"),
        chunks("0\r\n: b\r\n\r\n", 400, "has no name"),
        chunks("0\r\nA: b\n\r\n", 400, "half a line break"),
        chunks("0\r\nA: b\rC: d\r\n\r\n", 400, "half a line break"),
        chunks("0\r\nA: b\0\r\n\r\n", 400, "control character"),
        chunks("0\r\nA: " + "b".repeat(9000) + "\r\n\r\n", 431, "Header line 1 is too long"),
        chunks("0\r\n" + "A: b\r\n".repeat(101) + "\r\n", 431, "too many header lines"),
        chunks("0\r\nHTTP/1.1 200 OK\r\n\r\n", 400, "has no colon"),
        chunks("0\r\n" + SMUGGLED, 400, "before its colon"),
        fields("Expect: miracles\r\nContent-Length: 5", 417, "100-continue"));
  }

  private static Row content(String lines, String content, int status, String told) {
    return of("POST / HTTP/1.1\r\nHost: t\r\n" + lines + "\r\n\r\n" + content, status, told);
  }

  private static String padded(int size, int extension) {
    return Integer.toHexString(size) + ";" + "b".repeat(extension) + "\r\n" + "a".repeat(size)
        + "\r\n";
  }
}
