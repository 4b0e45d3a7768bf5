package io.molt.web.http;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A cookie as a server sets it (RFC 6265bis). {@link #of} starts from safe attributes: {@code Path=/}, {@code HttpOnly},
 * {@code Secure} and {@code SameSite=Lax}.
 *
 * @param name a token
 * @param value cookie octets: no spaces, quotes, commas, semicolons or backslashes
 * @param path the paths it is sent to
 * @param domain the host and its subdomains it is sent to, or null for this host only
 * @param maxAge how long it lives, or null until the browser closes; zero removes it
 * @param secure whether it is sent over TLS only
 * @param httpOnly whether scripts cannot read it
 * @param sameSite whether other sites' requests carry it
 * @param partitioned whether, embedded in another site, it is kept apart for each of them (CHIPS)
 */
public record Cookie(
    String name,
    String value,
    String path,
    @Nullable String domain,
    @Nullable Duration maxAge,
    boolean secure,
    boolean httpOnly,
    SameSite sameSite,
    boolean partitioned) {
  private static final int LONGEST_PAIR = 4096;
  private static final int LONGEST_ATTRIBUTE = 1024;

  /** Whether requests that other sites cause carry the cookie. */
  public enum SameSite {
    /** Never. */
    STRICT,
    /** Only when the user follows a link here. */
    LAX,
    /** Always; browsers then require {@code Secure}. */
    NONE
  }

  /**
   * Checks every part.
   *
   * @throws IllegalArgumentException if a part cannot stand in a {@code Set-Cookie} header, or browsers would refuse the
   *     cookie for what its name, {@code SameSite} and {@code Secure} say together
   */
  public Cookie {
    Tokens.require("cookie name", name);
    requireOctets("cookie value", value, "\",;\\ ");
    requireOctets("cookie path", path, ";");
    requireOctets("cookie domain", domain == null ? "" : domain, "; ");
    requireShort("cookie " + name, name.length() + value.length(), LONGEST_PAIR);
    requireShort("cookie path", path.length(), LONGEST_ATTRIBUTE);
    requireShort("cookie domain", domain == null ? 0 : domain.length(), LONGEST_ATTRIBUTE);
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("cookie path: '" + path + "' (expected: a leading slash)");
    }
    requireAgreement(name, path, domain, secure, httpOnly, sameSite, partitioned);
  }

  /** Returns a cookie for the whole host that lives until the browser closes. */
  public static Cookie of(String name, String value) {
    return new Cookie(name, value, "/", null, null, true, true, SameSite.LAX, false);
  }

  /** Returns a cookie that makes the client forget the one of that name, made by {@link #of}; for others see {@link #removed}. */
  public static Cookie removal(String name) {
    return of(name, "").withMaxAge(Duration.ZERO);
  }

  /** Returns a copy for another path. */
  public Cookie withPath(String newPath) {
    return new Cookie(
        name, value, newPath, domain, maxAge, secure, httpOnly, sameSite, partitioned);
  }

  /** Returns a copy for a domain and its subdomains. */
  public Cookie withDomain(String newDomain) {
    return new Cookie(
        name, value, path, newDomain, maxAge, secure, httpOnly, sameSite, partitioned);
  }

  /** Returns a copy that lives that long, in whole seconds; browsers keep none for more than 400 days. */
  public Cookie withMaxAge(Duration age) {
    return new Cookie(name, value, path, domain, age, secure, httpOnly, sameSite, partitioned);
  }

  /** Returns a copy that is, or is not, kept to TLS. */
  public Cookie withSecure(boolean only) {
    return new Cookie(name, value, path, domain, maxAge, only, httpOnly, sameSite, partitioned);
  }

  /** Returns a copy that is, or is not, hidden from scripts. */
  public Cookie withHttpOnly(boolean only) {
    return new Cookie(name, value, path, domain, maxAge, secure, only, sameSite, partitioned);
  }

  /** Returns a copy with another rule for requests from other sites. */
  public Cookie withSameSite(SameSite rule) {
    return new Cookie(name, value, path, domain, maxAge, secure, httpOnly, rule, partitioned);
  }

  /** Returns a copy that is, or is not, kept apart for each site that this one is embedded in. */
  public Cookie withPartitioned(boolean apart) {
    return new Cookie(name, value, path, domain, maxAge, secure, httpOnly, sameSite, apart);
  }

  /** Returns the cookie that makes the client forget this one: it has the same name, path and domain, and is over. */
  public Cookie removed() {
    return new Cookie(
        name, "", path, domain, Duration.ZERO, secure, httpOnly, sameSite, partitioned);
  }

  /** Returns the value of the {@code Set-Cookie} header that sets this cookie. */
  public String toHeader() {
    StringBuilder out =
        new StringBuilder(name).append('=').append(value).append("; Path=").append(path);
    if (domain != null) {
      out.append("; Domain=").append(domain);
    }
    if (maxAge != null) {
      out.append("; Max-Age=").append(maxAge.toSeconds());
    }
    out.append(secure ? "; Secure" : "").append(httpOnly ? "; HttpOnly" : "");
    out.append("; SameSite=").append(sameSiteText());
    return out.append(partitioned ? "; Partitioned" : "").toString();
  }

  private String sameSiteText() {
    return sameSite.name().charAt(0) + sameSite.name().substring(1).toLowerCase(Locale.ROOT);
  }

  /** Requires what browsers do (RFC 6265bis section 5.7), who drop the cookie in silence; case does not count there. */
  private static void requireAgreement(
      String name,
      String path,
      @Nullable String domain,
      boolean secure,
      boolean httpOnly,
      SameSite sameSite,
      boolean partitioned) {
    String prefix = name.toLowerCase(Locale.ROOT);
    boolean hostWide = secure && domain == null && path.equals("/");
    boolean hidden = secure && httpOnly;
    require(secure || sameSite != SameSite.NONE, name, "SameSite=None", "Secure");
    require(secure || !partitioned, name, "Partitioned", "Secure");
    require(secure || !prefix.startsWith("__secure-"), name, "a name with __Secure-", "Secure");
    require(
        hostWide || !prefix.startsWith("__host-"),
        name,
        "a name with __Host-",
        "Secure, Path=/ and no Domain");
    require(
        hidden || !prefix.startsWith("__http-"),
        name,
        "a name with __Http-",
        "Secure and HttpOnly");
    require(
        hidden || !prefix.startsWith("__host-http-"),
        name,
        "a name with __Host-Http-",
        "Secure, HttpOnly, Path=/ and no Domain");
  }

  private static void requireShort(String what, int length, int limit) {
    if (length > limit) {
      throw new IllegalArgumentException(
          what + ": " + length + " characters (expected: at most " + limit + ")");
    }
  }

  private static void require(boolean kept, String name, String what, String expected) {
    if (!kept) {
      throw new IllegalArgumentException(
          "cookie " + name + ": " + what + " (expected: with it, " + expected + ")");
    }
  }

  private static void requireOctets(String what, String text, String forbidden) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 0x7f || forbidden.indexOf(c) >= 0) {
        // The value itself may be a secret, and messages end up in logs.
        throw new IllegalArgumentException(what + ": U+" + String.format("%04X", (int) c)
            + " at index " + i + " (expected: visible ASCII without any of " + forbidden + ")");
      }
    }
  }
}
