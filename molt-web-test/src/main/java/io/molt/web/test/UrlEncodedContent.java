package io.molt.web.test;

import io.molt.web.http.Body;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** A form as browsers write it into one line: the URL Standard's {@code application/x-www-form-urlencoded}. */
final class UrlEncodedContent implements Supplier<Body> {
  static final String TYPE = "application/x-www-form-urlencoded";

  private final StringBuilder text = new StringBuilder();

  UrlEncodedContent add(String name, String value) {
    text.append(text.isEmpty() ? "" : "&");
    text.append(encoded(name)).append('=').append(encoded(value));
    return this;
  }

  @Override
  public Body get() {
    return Body.of(text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
