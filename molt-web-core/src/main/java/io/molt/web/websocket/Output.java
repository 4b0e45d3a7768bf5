package io.molt.web.websocket;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What is sent to the client: pongs and pings first, then messages, those of several senders in turn, and a close last.
 * Each frame is made only when the one before has been taken.
 *
 * <p>Touched by whoever is at work on the link only.
 */
final class Output {
  private static final byte[] NO_BYTES = {};

  private final MessageWriter writer;
  private final Pulse pulse;
  private final Queue<ByteBuffer> ready = new ArrayDeque<>();
  // What senders have given out of their hands: one message each at most.
  private final Queue<Content> taken = new ArrayDeque<>();
  private final Deque<Lane> lanes = new ArrayDeque<>();
  private @Nullable CloseStatus status;
  private boolean closeWritten;

  Output(@Nullable DeflateTerms deflate, Pulse pulse) {
    this.writer = new MessageWriter(deflate);
    this.pulse = pulse;
  }

  /** Adds a sender. */
  void add(Lane lane) {
    lanes.add(lane);
  }

  /** Closes behind what senders have handed over; they are told. */
  void close(CloseStatus with, WebSocketException reason) {
    status = with;
    lanes.forEach(this::take);
    tellSenders();
    closeLanes(reason);
  }

  /** Returns a close that is sent in the place of all that waits; null if there was one, or a frame is half taken. */
  @Nullable ByteBuffer closeInstead(CloseStatus with) {
    if (closeWritten || !ready.isEmpty()) {
      return null;
    }
    FrameWriter.writeClose(ready, status == null ? with : status);
    return ready.poll();
  }

  /** Lets go of everything. */
  void end(WebSocketException reason) {
    closeLanes(reason);
    ready.clear();
    taken.clear();
    writer.close();
  }

  /** Returns whether all has been taken, a close last. */
  boolean isClosed() {
    return closeWritten && ready.isEmpty();
  }

  /** Returns what goes out next; null if there is nothing. */
  @Nullable ByteBuffer next(Input input) {
    ByteBuffer next = ready.poll();
    while (next == null && !closeWritten && make(input)) {
      next = ready.poll();
    }
    return next;
  }

  /** Tells senders whose messages have all been taken. */
  void tellSenders() {
    if (!lanes.isEmpty()) {
      lanes.removeIf(Lane::end);
    }
  }

  private boolean make(Input input) {
    byte[] pong = input.takePong();
    if (pong != null) {
      FrameWriter.write(ready, Opcode.PONG, false, pong, pong.length);
    } else if (writeTaken()) {
      return true;
    } else if (status != null) {
      FrameWriter.writeClose(ready, status);
      closeWritten = true;
      pulse.closing();
    } else if (pulse.takePing()) {
      FrameWriter.write(ready, Opcode.PING, false, NO_BYTES, 0);
    } else {
      return takeMessage();
    }
    return true;
  }

  private boolean takeMessage() {
    for (int i = lanes.size(); i > 0; i--) {
      Lane lane = lanes.remove();
      lanes.add(lane);
      if (take(lane)) {
        return writeTaken();
      }
      lane.ask();
    }
    return false;
  }

  private boolean take(Lane lane) {
    Content message = lane.poll();
    return message != null && taken.add(message);
  }

  private boolean writeTaken() {
    Content message = taken.poll();
    if (message == null) {
      return false;
    }
    pulse.active();
    writer.write(ready, message);
    return true;
  }

  private void closeLanes(WebSocketException reason) {
    Lane lane = lanes.poll();
    while (lane != null) {
      lane.close(reason);
      lane = lanes.poll();
    }
  }
}
