package io.molt.web.test;

import io.molt.web.http.Body;
import io.molt.web.http.Headers;
import io.molt.web.http.Method;
import io.molt.web.websocket.CloseStatus;
import io.molt.web.websocket.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import reactor.core.publisher.Sinks;

/**
 * A WebSocket session from the client's side, in memory or over a socket; see {@link TestRequest#webSocket}. It speaks the protocol itself,
 * frame by frame. Pings of the app are answered whenever something is waited for.
 *
 * <p>A test ends it: {@link #expectClosed}, {@link #close} or {@link #disconnect}.
 */
public final class TestWebSocket {
  static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
  private static final int SWITCHING_PROTOCOLS = 101;

  private final TestClient client;
  private final Conversation conversation;
  private final Sinks.Many<ByteBuffer> sent;
  private final ServerFrames frames = new ServerFrames();

  private TestWebSocket(TestClient client, Conversation conversation, Sinks.Many<ByteBuffer> sent) {
    this.client = client;
    this.conversation = conversation;
    this.sent = sent;
  }

  static TestWebSocket open(TestClient client, Method method, String target, Headers headers) {
    Sinks.Many<ByteBuffer> sent = Sinks.many().unicast().onBackpressureBuffer();
    Outgoing request =
        new Outgoing(method, target, headers, Body.stream(sent.asFlux()), Headers.empty());
    TestWebSocket session = new TestWebSocket(client, client.openTunnel(request), sent);
    session.requireOpen();
    return session;
  }

  /** Returns the subprotocol that was agreed on, or empty if there is none. */
  public Optional<String> subprotocol() {
    return Optional.ofNullable(conversation.head().headers().get("sec-websocket-protocol"));
  }

  /** Sends a message of text. */
  public TestWebSocket send(String text) {
    return frame(ServerFrames.TEXT, true, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends a message of bytes. */
  public TestWebSocket send(byte[] bytes) {
    return frame(ServerFrames.BINARY, true, bytes);
  }

  /** Sends a message of text that is the value as JSON. */
  public TestWebSocket sendJson(Object value) {
    return frame(ServerFrames.TEXT, true, client.jsonValues().encode(value));
  }

  /**
   * Sends a frame as it is, right or wrong.
   *
   * @param opcode 0 to 15 (RFC 6455 section 5.2)
   * @param last whether its message ends with it
   */
  public TestWebSocket frame(int opcode, boolean last, byte[] content) {
    ByteBuffer frame = ServerFrames.masked(opcode, last, content);
    // Once the app does not listen any more it is lost, as it is on a wire.
    client.run(() -> sent.tryEmitNext(frame));
    return this;
  }

  /** Returns the next message, waiting for it. */
  public Message receive() {
    ServerFrames.Frame frame = nextSaid();
    return switch (frame.opcode()) {
      case ServerFrames.TEXT -> Message.of(new String(frame.content(), StandardCharsets.UTF_8));
      case ServerFrames.BINARY -> Message.of(frame.content());
      default -> throw conversation.mismatch("the next of the session", "a message", frame);
    };
  }

  /** Expects text next, waiting for it. */
  public TestWebSocket expectText(String text) {
    Message next = receive();
    if (!next.equals(Message.of(text))) {
      throw conversation.mismatch("the next message", text, next);
    }
    return this;
  }

  /** Expects bytes next, waiting for them. */
  public TestWebSocket expectBytes(byte[] bytes) {
    Message next = receive();
    if (!(next instanceof Message.Binary binary) || !Arrays.equals(binary.bytes(), bytes)) {
      throw conversation.mismatch("the next message", Arrays.toString(bytes), next);
    }
    return this;
  }

  /** Expects a frame of that opcode and content next, waiting for it. */
  public TestWebSocket expectFrame(int opcode, byte[] content) {
    ServerFrames.Frame next = next();
    if (next.opcode() != opcode || !Arrays.equals(next.content(), content)) {
      throw conversation.mismatch("the next frame", new ServerFrames.Frame(opcode, content), next);
    }
    return this;
  }

  /** Closes the session, and expects that the app does too. */
  public TestWebSocket close(CloseStatus status) {
    sendClose(status);
    ServerFrames.Frame frame = nextSaid();
    while (frame.opcode() != ServerFrames.CLOSE) {
      frame = nextSaid();
    }
    return end();
  }

  /** Expects that the app closes with that code next, waiting for it, and closes too. */
  public TestWebSocket expectClosed(int code) {
    ServerFrames.Frame frame = nextSaid();
    if (frame.opcode() != ServerFrames.CLOSE || frame.closeCode() != code) {
      throw conversation.mismatch("the next of the session", "a close with " + code, frame);
    }
    frame(ServerFrames.CLOSE, true, frame.content());
    return end();
  }

  /** Goes away without a word. */
  public void disconnect() {
    conversation.cancel();
  }

  private void sendClose(CloseStatus status) {
    byte[] reason = status.reason().getBytes(StandardCharsets.UTF_8);
    byte[] content = ByteBuffer.allocate(2 + reason.length)
        .putShort((short) status.code())
        .put(reason)
        .array();
    frame(ServerFrames.CLOSE, true, content);
  }

  private TestWebSocket end() {
    while (!conversation.reply().isExhausted()) {
      if (!conversation.reply().awaitSignal(client.timeout())) {
        throw conversation.failure("the session does not end (expected: its end, after a close)");
      }
      conversation.reply().poll();
    }
    conversation.settle();
    return this;
  }

  private void requireOpen() {
    Head head = conversation.awaitHead();
    if (head.status().code() != SWITCHING_PROTOCOLS) {
      throw conversation.mismatch("status", SWITCHING_PROTOCOLS, head.status().code());
    }
    conversation.reply().request(Long.MAX_VALUE);
  }

  /** Returns the next frame that says something: pings are answered, and pongs passed over. */
  private ServerFrames.Frame nextSaid() {
    ServerFrames.Frame frame = next();
    while (frame.opcode() == ServerFrames.PING || frame.opcode() == ServerFrames.PONG) {
      if (frame.opcode() == ServerFrames.PING) {
        frame(ServerFrames.PONG, true, frame.content());
      }
      frame = next();
    }
    return frame;
  }

  private ServerFrames.Frame next() {
    ServerFrames.Frame frame = frames.poll();
    while (frame == null) {
      if (!conversation.reply().awaitSignal(client.timeout())) {
        throw conversation.failure("nothing came of the session within "
            + Conversation.text(client.timeout()) + client.virtualTimeHint());
      }
      ByteBuffer chunk = conversation.reply().poll();
      if (chunk == null) {
        throw conversation.broken("The session ended without a close");
      }
      frames.add(chunk);
      frame = frames.poll();
    }
    return frame;
  }
}
