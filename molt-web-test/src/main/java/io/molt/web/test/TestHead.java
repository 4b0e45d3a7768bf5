package io.molt.web.test;

import io.molt.web.http.Headers;
import io.molt.web.http.Outcome;
import io.molt.web.http.Status;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The status and header fields of a response, and what can be expected of them. An expectation that is not met throws an
 * {@link AssertionError} that shows the whole exchange.
 *
 * @param <S> the type that expectations return, so that they chain
 */
public abstract sealed class TestHead<S extends TestHead<S>> permits TestResponse, TestStream {
  private final Conversation conversation;
  private final Head head;

  TestHead(Conversation conversation) {
    this.conversation = conversation;
    this.head = conversation.awaitHead();
  }

  /** Returns the status code. */
  public final int status() {
    return head.status().code();
  }

  /** Returns the header fields. */
  public final Headers headers() {
    return head.headers();
  }

  /** Returns the fields of each interim response that came ahead of this one, of status 103 (RFC 8297). */
  public final List<Headers> earlyHints() {
    return conversation.reply().hints();
  }

  /** Expects that a field of that name and value came ahead of the response, in any of the interim ones. */
  public final S expectEarlyHint(String name, String value) {
    conversation.requireHint(name, value);
    return self();
  }

  /** Returns the fields that came after the content (RFC 9110 section 6.5); none before that has been read to its end. */
  public final Headers trailers() {
    return conversation.reply().trailers();
  }

  /** Expects that a field of that name and value came after the content, which has been read to its end. */
  public final S expectTrailer(String name, String value) {
    List<String> found = trailers().all(name);
    if (!found.contains(value)) {
      throw conversation.mismatch(
          conversation + ": trailer " + name,
          value,
          found.isEmpty() ? null : String.join(", ", found));
    }
    return self();
  }

  /** Expects that there is no field of that name after the content, which has been read to its end. */
  public final S expectNoTrailer(String name) {
    if (trailers().contains(name)) {
      throw conversation.mismatch(
          conversation + ": trailer " + name, null, trailers().get(name));
    }
    return self();
  }

  /** Returns the first header field of that name, or null if there is none. */
  public final @Nullable String header(String name) {
    return head.headers().get(name);
  }

  /** Returns the value that this response sets a cookie to, or null if it does not set it. */
  public final @Nullable String cookie(String name) {
    return headers().all("set-cookie").stream()
        .filter(cookie -> cookie.startsWith(name + "="))
        .map(cookie -> cookie.substring(name.length() + 1).split(";", 2)[0])
        .findFirst()
        .orElse(null);
  }

  /**
   * Returns how the request ended in the app, waiting for it; empty if it has not ended within the client's timeout, or
   * never reached the app.
   */
  public final Optional<Outcome> outcome() {
    return conversation.outcome();
  }

  /** Expects the status. */
  public final S expectStatus(int code) {
    if (status() != code) {
      throw conversation.mismatch(conversation + ": status", Status.of(code), head.status());
    }
    return self();
  }

  /** Expects a header field of that name and value; any of them, if there are several of that name. */
  public final S expectHeader(String name, String value) {
    List<String> found = headers().all(name);
    if (!found.contains(value)) {
      throw conversation.mismatch(
          conversation + ": header " + name,
          value,
          found.isEmpty() ? null : String.join(", ", found));
    }
    return self();
  }

  /** Expects a header field of that name, whatever its value. */
  public final S expectHeader(String name) {
    if (!headers().contains(name)) {
      throw conversation.mismatch(conversation + ": header " + name, "any value", null);
    }
    return self();
  }

  /** Expects that there is no header field of that name. */
  public final S expectNoHeader(String name) {
    if (headers().contains(name)) {
      throw conversation.mismatch(conversation + ": header " + name, null, header(name));
    }
    return self();
  }

  /** Expects that the response sets a cookie to that value. */
  public final S expectCookie(String name, String value) {
    String found = cookie(name);
    if (!value.equals(found)) {
      throw conversation.mismatch(conversation + ": cookie " + name, value, found);
    }
    return self();
  }

  /** Expects that the request ended in that way in the app, waiting for it; observers have been told by then. */
  public final S expectOutcome(Outcome expected) {
    conversation.requireOutcome(expected);
    return self();
  }

  abstract S self();

  final Conversation conversation() {
    return conversation;
  }
}
