package io.molt.web.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * What the client sends: control frames are dealt with as they come, a message is begun only if somebody waits for one,
 * and nothing behind it is read before.
 */
final class Input implements CoreSubscriber<ByteBuffer> {
  private static final int MAX_PONGS = 32;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Link link;
  private final Flux<ByteBuffer> bytes;
  private final FrameReader frames;
  private final MessageReader messages;
  private volatile @Nullable Subscription source;
  private volatile @Nullable ByteBuffer arrived;
  private volatile boolean ended;
  private volatile boolean stalled;

  // From here on: touched by whoever is at work on the link only.
  private final byte[] control = new byte[FrameReader.MAX_CONTROL];
  private int controlSize;
  private ByteBuffer current = NOTHING;
  private boolean asked;
  private boolean discards;
  private volatile boolean stopped;
  private final Queue<byte[]> pongs = new ArrayDeque<>();
  private @Nullable CloseStatus closed;

  Input(
      Link link, Flux<ByteBuffer> bytes, WebSocketOptions options, @Nullable DeflateTerms deflate) {
    this.link = link;
    this.bytes = bytes;
    this.frames = new FrameReader(options.maxFrame().bytes(), deflate != null);
    this.messages = new MessageReader((int) options.maxMessage().bytes(), deflate);
  }

  /** Begins to listen. */
  void open() {
    bytes.subscribe(this);
  }

  @Override
  public void onSubscribe(Subscription subscription) {
    source = subscription;
    link.drain();
    if (stopped) {
      // The session was over before it had begun.
      subscription.cancel();
    }
  }

  @Override
  public void onNext(ByteBuffer chunk) {
    arrived = chunk;
    link.drain();
  }

  @Override
  public void onError(Throwable error) {
    // Whoever carries the bytes tells why; for a session the client is gone.
    onComplete();
  }

  @Override
  public void onComplete() {
    ended = true;
    link.drain();
  }

  /**
   * Reads what has come, as far as somebody wants it.
   *
   * @throws WebSocketException if it is against the protocol, or a limit
   */
  void read() {
    boolean more = true;
    while (more && !stopped && closed == null) {
      parse(current);
      more = !stalled && closed == null && takeArrived();
    }
  }

  /** Reads messages on, though nobody wants them: only the client's close is waited for. */
  void discard() {
    discards = true;
    messages.close();
  }

  /** Reads nothing any more. */
  void stop() {
    stopped = true;
    messages.close();
  }

  /** Lets go of everything. */
  void close() {
    stop();
    current = NOTHING;
    arrived = null;
    Subscription from = source;
    if (from != null) {
      from.cancel();
    }
  }

  boolean isStopped() {
    return stopped;
  }

  /** Returns whether a message has come that nobody asks for. */
  boolean isStalled() {
    return stalled;
  }

  /** Returns whether nothing more will come, and all that has come was read. */
  boolean isEnded() {
    return ended && arrived == null && !stalled;
  }

  /** Returns the status that the client closed with; null if it has not. */
  @Nullable CloseStatus closed() {
    return closed;
  }

  /** Returns what the next ping is to be answered with; null if there is none. */
  byte @Nullable [] takePong() {
    return pongs.poll();
  }

  private boolean takeArrived() {
    ByteBuffer next = arrived;
    if (next == null) {
      ask();
      return false;
    }
    arrived = null;
    asked = false;
    current = next;
    link.pulse().heard();
    return true;
  }

  private void ask() {
    Subscription from = source;
    if (!asked && !ended && from != null) {
      asked = true;
      from.request(1);
    }
  }

  private void parse(ByteBuffer in) {
    while (closed == null && frames.readHead(in) && admits()) {
      readContent(in);
      if (!frames.isRead()) {
        return;
      }
      endFrame();
    }
  }

  private boolean admits() {
    boolean stalls =
        !frames.isControl() && !discards && !messages.isOpen() && !link.inbox().isAwaited();
    if (stalled && !stalls) {
      // The client was not listened to so far, which is not its silence.
      link.pulse().heard();
    }
    stalled = stalls;
    return !stalls;
  }

  private void readContent(ByteBuffer in) {
    if (frames.isControl()) {
      controlSize += frames.readContent(in, control, controlSize, control.length - controlSize);
    } else if (discards) {
      frames.skipContent(in);
    } else {
      if (!messages.isOpen()) {
        messages.begin(frames);
      }
      messages.read(frames, in);
    }
  }

  private void endFrame() {
    if (frames.isControl()) {
      byte[] content = Arrays.copyOf(control, controlSize);
      controlSize = 0;
      control(frames.opcode(), content);
    } else if (frames.isFinal() && !discards) {
      link.pulse().active();
      link.inbox().add(messages.end());
    }
    frames.next();
  }

  private void control(int opcode, byte[] content) {
    if (opcode == Opcode.CLOSE) {
      closed = statusOf(content);
    } else if (opcode == Opcode.PING) {
      answer(content);
    }
  }

  private void answer(byte[] ping) {
    if (pongs.size() == MAX_PONGS) {
      // The client takes no output, and the latest may be answered for all (RFC 6455 section
      // 5.5.3).
      pongs.remove();
    }
    pongs.add(ping);
  }

  private static CloseStatus statusOf(byte[] content) {
    if (content.length == 0) {
      return CloseStatus.NONE;
    }
    int code = content.length < 2 ? 0 : ByteBuffer.wrap(content).getShort() & 0xffff;
    if (!CloseStatus.isSendable(code)) {
      throw WebSocketException.protocolError("close code");
    }
    Utf8Check check = new Utf8Check();
    if (!check.accept(content, 2, content.length) || !check.end()) {
      throw new WebSocketException(CloseStatus.invalidContent("close reason is not UTF-8"));
    }
    return new CloseStatus(
        code, new String(content, 2, content.length - 2, StandardCharsets.UTF_8));
  }
}
