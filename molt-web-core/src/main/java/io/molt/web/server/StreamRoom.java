package io.molt.web.server;

import io.netty.handler.codec.quic.QuicStreamChannel;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much a stream of HTTP/3 has room for. That the client has stopped one (RFC 9000 section 3.5) Netty tells only who
 * writes, and a request that is worked at may have nothing to write for long. Its library knows at any time, and is asked
 * by a method that Netty keeps to itself.
 */
final class StreamRoom {
  private static final Logger LOG = LoggerFactory.getLogger(StreamRoom.class);
  private static final String CONNECTION = "io.netty.handler.codec.quic.QuicheQuicChannel";
  private static final Optional<MethodHandle> CAPACITY = capacity();

  private StreamRoom() {}

  /** Returns whether the stream takes nothing any more; false if that cannot be known. To be called on its event loop. */
  static boolean isGone(QuicStreamChannel stream) {
    return stream.isActive() && CAPACITY.isPresent() && of(stream, CAPACITY.get()) < 0;
  }

  private static long of(QuicStreamChannel stream, MethodHandle capacity) {
    try {
      return (long) capacity.invokeExact((Object) stream.parent(), stream.streamId());
    } catch (Throwable failed) {
      throw new IllegalStateException(failed);
    }
  }

  private static Optional<MethodHandle> capacity() {
    try {
      Method method = Class.forName(CONNECTION).getDeclaredMethod("streamCapacity", long.class);
      method.setAccessible(true);
      return Optional.of(MethodHandles.lookup()
          .unreflect(method)
          .asType(MethodType.methodType(long.class, Object.class, long.class)));
    } catch (ReflectiveOperationException | RuntimeException closed) {
      LOG.info(
          "HTTP/3: that a client gives up a request is seen when something is written, and not before: {}",
          closed.toString());
      return Optional.empty();
    }
  }
}
