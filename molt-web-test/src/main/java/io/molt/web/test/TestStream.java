package io.molt.web.test;

import io.molt.web.codec.MediaType;
import io.molt.web.http.Outcome;
import io.molt.web.http.ServerSentEvent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A response whose content is read step by step, under the test's demand.
 *
 * <p>Nothing is asked for but by {@link #request}, and by expectations that run out of what was asked for: those ask for
 * one chunk at a time. In memory a chunk is a buffer of the response's publisher, so the source sees exactly that
 * demand; over a socket it is what arrives at a time, and buffers of the transport stand between.
 *
 * <p>A stream is read to its end ({@link #expectComplete}, {@link #drain}) or cancelled by the end of the test; otherwise
 * closing the client fails.
 */
public final class TestStream extends TestHead<TestStream> {
  private static final Duration QUIET = Duration.ofMillis(100);
  private static final int DRAIN = 64;

  private final Reply reply;
  private final StreamBuffer buffer = new StreamBuffer();
  private final @Nullable Framing framing;

  TestStream(Conversation conversation) {
    super(conversation);
    this.reply = conversation.reply();
    this.framing = Framing.of(header("content-type"));
  }

  /**
   * Asks for that many more chunks.
   *
   * @param chunks at least 1; {@code Long.MAX_VALUE} for all there will be
   */
  public TestStream request(long chunks) {
    if (chunks < 1) {
      throw new IllegalArgumentException("request: " + chunks + " (expected: >= 1)");
    }
    reply.request(chunks);
    return this;
  }

  /** Expects that what comes next, however it is cut into chunks, is this text in UTF-8. */
  public TestStream expectText(String expected) {
    byte[] bytes = expected.getBytes(StandardCharsets.UTF_8);
    while (buffer.size() < bytes.length && buffer.startOf(bytes) && pull()) {
      // each round takes in one chunk
    }
    if (buffer.size() < bytes.length || !buffer.startOf(bytes)) {
      throw conversation().mismatch(conversation() + ": next text", expected, found());
    }
    buffer.skip(bytes.length);
    return this;
  }

  /**
   * Expects these elements next: JSON values of an NDJSON stream or of a JSON array, data of server-sent events. Comments,
   * and events without data, are passed over, as browsers do.
   *
   * <p>A string is compared with a JSON string's value or with the element's text, anything else as in
   * {@link TestResponse#expectJson}.
   */
  public TestStream expectNext(Object... elements) {
    for (Object expected : elements) {
      String element = nextData();
      if (!isElement(expected, element)) {
        throw conversation().mismatch(conversation() + ": next element", expected, element);
      }
    }
    return this;
  }

  /** Returns the next element as text; see {@link #expectNext}. */
  public String nextElement() {
    return nextData();
  }

  /** Returns the next element as a value, read by the app's JSON codec; see {@link #expectNext}. */
  @SuppressWarnings("unchecked") // the codec was asked for this type
  public <T> T next(Class<T> type) {
    String element = nextData();
    try {
      return (T) conversation()
          .client()
          .jsonValues()
          .decode(element.getBytes(StandardCharsets.UTF_8), (Type) type, MediaType.JSON);
    } catch (IllegalStateException noCodec) {
      throw noCodec;
    } catch (RuntimeException unreadable) {
      throw conversation()
          .failure(
              conversation() + ": next element is no " + type.getName() + ": " + element,
              unreadable);
    }
  }

  /** Returns the next server-sent event, its data as text: also one without data, but none that is nothing but a comment. */
  public ServerSentEvent nextEvent() {
    if (!(framing instanceof Framing.Events)) {
      throw conversation()
          .mismatch(
              conversation() + ": content-type", MediaType.EVENT_STREAM, header("content-type"));
    }
    return EventText.parse(cutNext());
  }

  /** Expects that nothing comes, though it was asked for: at once in memory, within 100 ms over a socket. */
  public TestStream expectNothing() {
    Duration quiet = conversation().client().isLive() ? QUIET : Duration.ZERO;
    if (reply.outstanding() == 0) {
      reply.request(1);
    }
    if (buffer.size() > 0 || (reply.awaitSignal(quiet) && !ended())) {
      takeIn();
      throw conversation().mismatch(conversation() + ": next", "nothing", found());
    }
    if (ended()) {
      throw conversation().mismatch(conversation() + ": next", "nothing", "the end");
    }
    return this;
  }

  /** Expects that the response ends now, as it should; asks for the rest, which has to be empty. */
  public TestStream expectComplete() {
    while (pull()) {
      if (hasElement()) {
        throw conversation().mismatch(conversation() + ": next", "the end", found());
      }
    }
    if (reply.failure() != null) {
      throw conversation().broken("Response broke off");
    }
    if (hasElement()) {
      throw conversation().mismatch(conversation() + ": next", "the end", found());
    }
    conversation().requireBodyRead();
    conversation().settle();
    return this;
  }

  /** Expects that the response breaks off now, before its end, as it does when its publisher fails. */
  public TestStream expectBroken() {
    while (pull()) {
      buffer.skip(buffer.size());
    }
    if (reply.failure() == null) {
      throw conversation().mismatch(conversation() + ": next", "a broken response", "its end");
    }
    conversation().settle();
    return this;
  }

  /** Reads to the end, keeping nothing, and returns the number of bytes that had not been looked at. */
  public long drain() {
    long count = buffer.size();
    buffer.skip(buffer.size());
    while (pull(DRAIN)) {
      count += buffer.size();
      buffer.skip(buffer.size());
    }
    expectComplete();
    return count;
  }

  /** Goes away: in memory the request ends as {@link Outcome#CLIENT_GONE}, over a socket the connection closes. */
  public TestStream cancel() {
    conversation().cancel();
    return this;
  }

  /** Expects that the app noticed that this client went away, waiting for it. */
  public TestStream expectCancelled() {
    return expectOutcome(Outcome.CLIENT_GONE);
  }

  /** Returns the number of bytes that have come in so far. */
  public long received() {
    return conversation().received().total();
  }

  @Override
  TestStream self() {
    return this;
  }

  private String nextData() {
    String element = cutNext();
    if (!(framing instanceof Framing.Events)) {
      return element;
    }
    String data = EventText.dataOf(element);
    while (data == null) {
      data = EventText.dataOf(cutNext());
    }
    return data;
  }

  private String cutNext() {
    Framing known = requireFraming();
    while (true) {
      Framing.Cut cut = buffer.cut(known, ended());
      if (cut != null && cut.element() != null) {
        return cut.element();
      }
      if (cut == null && !pull()) {
        throw conversation()
            .mismatch(
                conversation() + ": next element",
                "an element",
                reply.failure() == null ? "the end" : reply.failure());
      }
    }
  }

  private Framing requireFraming() {
    if (framing == null) {
      throw conversation()
          .mismatch(
              conversation() + ": content-type",
              "one with elements: application/x-ndjson, application/json, text/event-stream",
              header("content-type"));
    }
    return framing;
  }

  /** Returns whether there is more than what belongs to the framing itself. */
  private boolean hasElement() {
    if (framing == null) {
      return buffer.size() > 0;
    }
    Framing.Cut cut = buffer.cut(framing, ended());
    while (cut != null && cut.element() == null) {
      cut = buffer.cut(framing, ended());
    }
    return cut != null || (ended() && buffer.size() > 0);
  }

  private boolean isElement(Object expected, String element) {
    if (expected.equals(element)) {
      return true;
    }
    try {
      return conversation().client().jsonValues().matches(expected, Json.parse(element));
    } catch (IllegalArgumentException noJson) {
      return false;
    }
  }

  private boolean ended() {
    return reply.isExhausted();
  }

  /** Takes the next chunk in, asking for one if none is due; returns false at the end. */
  private boolean pull() {
    return pull(1);
  }

  private boolean pull(int chunks) {
    if (!reply.hasChunk() && !ended() && reply.outstanding() == 0) {
      reply.request(chunks);
    }
    if (!reply.awaitSignal(conversation().client().timeout())) {
      throw conversation()
          .failure(conversation() + " sent nothing for "
              + Conversation.text(conversation().client().timeout())
              + " (expected: more, or the end)" + conversation().client().virtualTimeHint());
    }
    return takeIn();
  }

  private boolean takeIn() {
    ByteBuffer chunk = reply.poll();
    if (chunk == null) {
      return false;
    }
    conversation().received().add(chunk);
    buffer.add(chunk);
    return true;
  }

  private String found() {
    byte[] bytes = buffer.bytes();
    String text =
        new String(Arrays.copyOf(bytes, Math.min(bytes.length, 200)), StandardCharsets.UTF_8);
    return text.isEmpty() && ended() ? "the end" : text;
  }
}
