package io.molt.web.websocket;

import io.molt.web.http.Headers;
import io.molt.web.http.HttpException;
import io.molt.web.http.Method;
import io.molt.web.http.Problem;
import io.molt.web.http.Protocol;
import io.molt.web.http.Request;
import io.molt.web.http.Status;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What client and server agree on before the first message (RFC 6455 section 4.2; over HTTP/2, RFC 8441 section 5).
 *
 * @param headers the fields of the answer
 * @param subprotocol the subprotocol, or empty for none
 * @param deflate how messages are compressed; null if they are not
 */
record Handshake(
    Headers headers, Optional<String> subprotocol, @Nullable DeflateTerms deflate) {
  private static final String VERSION = "13";
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final Status UPGRADE_REQUIRED = Status.of(426);
  private static final int KEY_BYTES = 16;
  private static final int KEY_LENGTH = 24;

  /**
   * Returns what is agreed on.
   *
   * @throws HttpException if the request does not ask for a WebSocket, or must not have one
   */
  static Handshake of(Request request, WebSocketOptions options) {
    requireUpgrade(request);
    requireNoContent(request.headers());
    if (!Origins.allow(request, options.origins())) {
      throw HttpException.forbidden("Pages of this origin may not connect.");
    }
    Headers fields = Headers.empty();
    if (isHttp1(request)) {
      fields = fields.with("sec-websocket-accept", accept(key(request)));
    }
    Optional<String> subprotocol = subprotocol(request, options.subprotocols());
    if (subprotocol.isPresent()) {
      fields = fields.with("sec-websocket-protocol", subprotocol.get());
    }
    DeflateTerms deflate = deflate(request, options.compression());
    if (deflate != null) {
      fields = fields.with("sec-websocket-extensions", deflate.toHeader());
    }
    return new Handshake(fields, subprotocol, deflate);
  }

  /** Returns what a server answers to that key (RFC 6455 section 4.2.2, step 5.4). */
  static String accept(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      return Base64.getEncoder()
          .encodeToString(sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException everyJvmHasIt) {
      throw new IllegalStateException(everyJvmHasIt);
    }
  }

  private static void requireUpgrade(Request request) {
    if (!request.method().equals(Method.GET)
        || request.context().connection().protocol() == Protocol.HTTP_1_0
        || !lists(request, "upgrade", "websocket")
        || isHttp1(request) && !lists(request, "connection", "upgrade")) {
      throw upgradeRequired("This is spoken to by WebSocket (expected: a GET that asks for it).");
    }
    List<String> versions = request.headers().all("sec-websocket-version");
    if (!versions.equals(List.of(VERSION))) {
      throw upgradeRequired("The version of WebSocket is not spoken (expected: " + VERSION + ").");
    }
  }

  /** What comes behind the head is taken for frames, and must be nothing else. */
  private static void requireNoContent(Headers fields) {
    boolean none = List.of("0").containsAll(fields.all("content-length"));
    if (!none || fields.contains("transfer-encoding")) {
      throw HttpException.badRequest(
          "There is content (expected: a WebSocket is asked for without).");
    }
  }

  private static boolean isHttp1(Request request) {
    Protocol protocol = request.context().connection().protocol();
    return protocol != Protocol.HTTP_2 && protocol != Protocol.HTTP_3;
  }

  private static String key(Request request) {
    List<String> keys = request.headers().all("sec-websocket-key");
    if (keys.size() != 1 || !isKey(keys.get(0))) {
      throw HttpException.badRequest(
          "The Sec-WebSocket-Key is missing or malformed (expected: 16 bytes in Base64).");
    }
    return keys.get(0);
  }

  private static boolean isKey(String key) {
    try {
      return key.length() == KEY_LENGTH && Base64.getDecoder().decode(key).length == KEY_BYTES;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private static Optional<String> subprotocol(Request request, List<String> spoken) {
    List<String> offered = members(request, "sec-websocket-protocol");
    return spoken.stream().filter(offered::contains).findFirst();
  }

  private static @Nullable DeflateTerms deflate(
      Request request, WebSocketOptions.Compression compression) {
    if (compression == WebSocketOptions.Compression.NONE) {
      return null;
    }
    boolean takeover = compression == WebSocketOptions.Compression.CONTEXT_TAKEOVER;
    for (String offer : members(request, "sec-websocket-extensions")) {
      DeflateTerms terms = DeflateTerms.of(offer, takeover);
      if (terms != null) {
        return terms;
      }
    }
    return null;
  }

  private static boolean lists(Request request, String field, String option) {
    return members(request, field).stream().anyMatch(option::equalsIgnoreCase);
  }

  private static List<String> members(Request request, String field) {
    List<String> members = new ArrayList<>();
    for (String value : request.headers().all(field)) {
      for (String member : value.split(",")) {
        members.add(member.strip());
      }
    }
    return members;
  }

  private static HttpException upgradeRequired(String detail) {
    return new HttpException(
        Problem.of(UPGRADE_REQUIRED, detail),
        Headers.of("upgrade", "websocket").with("sec-websocket-version", VERSION));
  }
}
