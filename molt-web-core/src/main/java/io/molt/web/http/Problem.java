package io.molt.web.http;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, in the form of RFC 9457 ({@code application/problem+json}).
 *
 * @param type a URI that names the kind of problem; {@code about:blank} if the status says it all
 * @param title the kind of problem in words
 * @param status the status code, 400 to 599
 * @param detail this occurrence in words that the client may see, or null
 * @param instance a URI that names this occurrence, or null
 * @param extensions further members: strings, numbers, booleans, maps and iterables of these
 */
public record Problem(
    String type,
    String title,
    int status,
    @Nullable String detail,
    @Nullable String instance,
    Map<String, Object> extensions) {

  private static final String BLANK = "about:blank";

  /** Copies the extensions in their order. */
  public Problem {
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("problem status: " + status + " (expected: 400 to 599)");
    }
    extensions = Collections.unmodifiableMap(new LinkedHashMap<>(extensions));
  }

  /** Returns a problem that the status names, with a detail that the client may see. */
  public static Problem of(Status status, String detail) {
    return new Problem(BLANK, status.reason(), status.code(), detail, null, Map.of());
  }

  /** Returns a problem that the status says all about. */
  public static Problem of(Status status) {
    return new Problem(BLANK, status.reason(), status.code(), null, null, Map.of());
  }

  /** Returns a copy with one more member. */
  public Problem with(String name, Object value) {
    Map<String, Object> copy = new LinkedHashMap<>(extensions);
    copy.put(name, value);
    return new Problem(type, title, status, detail, instance, copy);
  }

  /** Returns a copy of another type, a URI, with its title. */
  public Problem withType(String uri, String newTitle) {
    return new Problem(uri, newTitle, status, detail, instance, extensions);
  }

  /** Returns a copy that names its occurrence. */
  public Problem withInstance(String uri) {
    return new Problem(type, title, status, detail, uri, extensions);
  }

  /** Returns the JSON text of this problem in UTF-8, members in the order of RFC 9457, absent ones left out. */
  public byte[] toJson() {
    return ProblemJson.write(members()).getBytes(StandardCharsets.UTF_8);
  }

  private Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", type);
    members.put("title", title);
    members.put("status", status);
    putIfPresent(members, "detail", detail);
    putIfPresent(members, "instance", instance);
    extensions.forEach(members::putIfAbsent);
    return members;
  }

  private static void putIfPresent(
      Map<String, Object> members, String name, @Nullable String value) {
    if (value != null) {
      members.put(name, value);
    }
  }
}
