package io.molt.web.test;

import io.molt.web.http.Outcome;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A request under way: the test goes on while the app works at it. Made by {@link TestRequest#start}, for what takes
 * virtual time, runs beside other requests, or is given up before there is a response.
 */
public final class TestCall {
  private static final int MAX_CONTENT = 16 * 1024 * 1024;
  private static final Duration QUIET = Duration.ofMillis(100);

  private final Conversation conversation;

  TestCall(Conversation conversation) {
    this.conversation = conversation;
  }

  /**
   * Returns the response with its whole content, waiting for it.
   *
   * @throws AssertionError if it does not come within the client's timeout, breaks off, or is larger than 16 MB
   */
  public TestResponse response() {
    conversation.awaitHead();
    byte[] content = collect();
    conversation.requireBodyRead();
    conversation.requireUnblocked();
    conversation.settle();
    return new TestResponse(conversation, content);
  }

  /** Returns the response as soon as its head is there; the content is read step by step. */
  public TestStream stream() {
    TestStream stream = new TestStream(conversation);
    conversation.client().awaitStreaming(conversation.trace());
    return stream;
  }

  /** Expects that there is no response yet: at once in memory, within 100 ms over a socket. */
  public TestCall expectNotAnswered() {
    Duration quiet = conversation.client().isLive() ? QUIET : Duration.ZERO;
    if (conversation.reply().awaitHead(quiet)) {
      conversation.awaitHead();
      throw conversation.mismatch(
          conversation + ": response", "none yet", conversation.head().status());
    }
    return this;
  }

  /**
   * Expects that a field of that name and value has come ahead of the response, in any interim one of status 103, waiting
   * for it; the response itself need not be there yet.
   */
  public TestCall expectEarlyHint(String name, String value) {
    Reply reply = conversation.reply();
    int seen = 0;
    while (reply.awaitHints(seen + 1, conversation.client().timeout())
        && !reply.hints().get(seen).all(name).contains(value)) {
      seen++;
    }
    conversation.requireHint(name, value);
    return this;
  }

  /** Goes away, whether there is a response or not; see {@link TestStream#cancel}. */
  public TestCall cancel() {
    conversation.cancel();
    return this;
  }

  /** Expects that the app noticed that this client went away, waiting for it. */
  public TestCall expectCancelled() {
    return expectOutcome(Outcome.CLIENT_GONE);
  }

  /** Expects that the request ended in that way in the app, waiting for it; observers have been told by then. */
  public TestCall expectOutcome(Outcome expected) {
    conversation.requireOutcome(expected);
    return this;
  }

  private byte[] collect() {
    Reply reply = conversation.reply();
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    reply.request(Long.MAX_VALUE);
    while (awaitSignal(reply)) {
      ByteBuffer chunk = reply.poll();
      if (chunk != null) {
        append(content, chunk);
      }
    }
    if (reply.failure() != null) {
      throw conversation.broken("Response broke off after " + content.size() + " bytes");
    }
    return content.toByteArray();
  }

  /** Returns whether there is a chunk to take; false at the end. */
  private boolean awaitSignal(Reply reply) {
    Duration limit = conversation.client().timeout();
    if (!reply.awaitSignal(limit)) {
      throw conversation.failure(conversation + " sent nothing for " + Conversation.text(limit)
          + " (expected: more, or the end; read an endless response with stream())"
          + conversation.client().virtualTimeHint());
    }
    return !reply.isExhausted();
  }

  private void append(ByteArrayOutputStream content, ByteBuffer chunk) {
    conversation.received().add(chunk);
    if (content.size() + (long) chunk.remaining() > MAX_CONTENT) {
      throw conversation.failure(conversation + ": response is larger than 16 MB"
          + " (expected: at most that; read a larger one with stream())");
    }
    byte[] bytes = new byte[chunk.remaining()];
    chunk.get(bytes);
    content.writeBytes(bytes);
  }
}
