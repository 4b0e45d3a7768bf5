package io.molt.benchmarks.baseline;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Requests that are sent together, then answered, then sent again.
 *
 * @param name what they are called in a baseline
 * @param everythingOn whether the app that they are sent to has all that a service has
 * @param requests what is written to the connection
 * @param count how many requests that is
 * @param rounds how often it is sent between two looks at the counters
 */
record Exchanges(String name, boolean everythingOn, byte[] requests, int count, int rounds) {
  private static final int PIPELINED = 16;
  private static final int MEBIBYTE = 1024 * 1024;
  private static final String PERSON = "{\"name\":\"Ada\",\"age\":36}";

  static List<Exchanges> all() {
    return List.of(
        get("plaintext", "/plaintext"),
        get("json", "/json"),
        get("path-parameter", "/users/42"),
        post("echo", "/echo", "content-type: application/json\r\n", PERSON),
        get("five-middlewares", "/chain/json"),
        get("table-of-200", "/api/things150/17/parts/42"),
        get("not-found", "/nowhere"),
        new Exchanges("everything-on", true, bytes(head("GET", "/plaintext", "") + "\r\n"), 1, 100),
        pipelined("pipelined", "/plaintext"),
        new Exchanges("download", false, bytes(head("GET", "/download", "") + "\r\n"), 1, 5),
        new Exchanges("upload", false, upload("/upload"), 1, 5),
        new Exchanges("upload-lent", false, upload("/upload-lent"), 1, 5));
  }

  private static Exchanges get(String name, String target) {
    return new Exchanges(name, false, bytes(head("GET", target, "") + "\r\n"), 1, 100);
  }

  private static Exchanges post(String name, String target, String fields, String content) {
    return new Exchanges(name, false, bytes(posted(target, fields, content)), 1, 100);
  }

  private static Exchanges pipelined(String name, String target) {
    String requests = (head("GET", target, "") + "\r\n").repeat(PIPELINED);
    return new Exchanges(name, false, bytes(requests), PIPELINED, 20);
  }

  private static byte[] upload(String target) {
    return bytes(
        posted(target, "content-type: application/octet-stream\r\n", "u".repeat(MEBIBYTE)));
  }

  private static String posted(String target, String fields, String content) {
    return head("POST", target, fields + "content-length: " + content.length() + "\r\n")
        + "\r\n"
        + content;
  }

  /** What a browser or another service sends along at the least. */
  private static String head(String method, String target, String fields) {
    return method
        + " "
        + target
        + " HTTP/1.1\r\nhost: localhost:8080\r\nuser-agent: baseline/1\r\naccept: */*\r\n"
        + fields;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
