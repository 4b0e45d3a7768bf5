package io.molt.web.test;

import io.molt.web.http.Body;
import io.molt.web.http.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Prints an exchange for failure messages: bounded, and without the secrets that header fields carry. */
final class Transcript {
  private static final int MAX_BYTES = 2_000;
  private static final int MAX_BINARY = 64;
  private static final Pattern SECRET = Pattern.compile(
      "authorization|proxy-authorization|cookie|set-cookie|.*(key|token|secret|password)");

  private Transcript() {}

  static String of(Outgoing request, String route, @Nullable Head head, Received received) {
    StringBuilder out = new StringBuilder(512);
    out.append(request.method()).append(' ').append(request.target());
    out.append("   (").append(route).append(")\n");
    append(out, request.headers());
    append(out, request.body());
    if (head == null) {
      return out.append("\nno response\n").toString();
    }
    out.append('\n').append(head.status()).append('\n');
    append(out, head.headers());
    append(out, received.sample(), received.total());
    return out.toString();
  }

  private static void append(StringBuilder out, Headers headers) {
    headers.forEach((name, value) ->
        out.append(name).append(": ").append(visible(name, value)).append('\n'));
  }

  private static String visible(String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (!SECRET.matcher(lower).matches()) {
      return value;
    }
    return lower.equals("set-cookie") || lower.equals("cookie") ? maskedCookies(value) : "***";
  }

  /** Keeps the names of cookies, which say much, and the attributes of a set one, which are no secret. */
  private static String maskedCookies(String value) {
    String[] parts = value.split("; *");
    for (int i = 0; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      String name = equals < 0 ? parts[i] : parts[i].substring(0, equals);
      boolean attribute = i > 0 && CookieJar.isAttribute(name);
      parts[i] = attribute || equals < 0 ? parts[i] : name + "=***";
    }
    return String.join("; ", parts);
  }

  private static void append(StringBuilder out, Body body) {
    if (body instanceof Body.Bytes whole) {
      append(out, whole.bytes(), whole.length());
    } else if (!(body instanceof Body.Empty)) {
      out.append("\n<streamed>\n");
    }
  }

  private static void append(StringBuilder out, byte[] body, long total) {
    if (total > 0) {
      out.append('\n').append(printable(body, total)).append('\n');
    }
  }

  private static String printable(byte[] bytes, long total) {
    String text = new String(bytes, 0, Math.min(bytes.length, MAX_BYTES), StandardCharsets.UTF_8);
    if (text.chars().anyMatch(c -> c < ' ' && "\t\r\n".indexOf(c) < 0)) {
      byte[] first = Arrays.copyOf(bytes, Math.min(bytes.length, MAX_BINARY));
      return "<" + total + " bytes, not text: " + HexFormat.of().formatHex(first)
          + (first.length < total ? "..." : "") + ">";
    }
    return total <= MAX_BYTES ? text : text + "... <" + total + " bytes in all>";
  }
}
