package io.molt.web.server;

import io.molt.web.http.Headers;
import io.molt.web.http.LoopWatch;
import io.molt.web.http.Response;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What one exchange needs of the connection, or of the stream of a connection, that carries it. To be called on the
 * event loop, except for {@link #inLoop} and the two that execute.
 */
interface Wire extends Executor {
  /** The length of content that ends when its source does. */
  long UNKNOWN = -1;

  boolean inLoop();

  /** Runs the task on the event loop; drops it if the loop has ended. */
  @Override
  void execute(Runnable task);

  /**
   * Runs the task on the event loop once other connections have had their turn to be read; drops it if the loop has
   * ended.
   */
  void executeAfterReads(Runnable task);

  /** Returns what sees whether code keeps the event loop; null if nothing does. */
  LoopWatch.@Nullable Loop watched();

  /** Returns whether output is still taken without piling up. */
  boolean isWritable();

  /** Sends what was written, now or together with what the present read still brings about. */
  void flush();

  /** Takes note that a reader waits for more of {@code body}. */
  void demand(InboundBody body);

  /** Takes note that {@code body} has room again for content that nobody has asked for yet. */
  void room(InboundBody body);

  /** Writes an interim response of status 103, if the client knows of such. */
  void writeHint(Headers fields);

  /** Writes a whole response, and ends the exchange. */
  void writeWhole(Response response, byte[] content, ServerExchange exchange);

  /** Writes a response without content, though the head may speak of some, and ends the exchange. */
  void writeHeadOnly(Response response, long length, ServerExchange exchange);

  /** Writes the head of a response whose content, {@code length} bytes or {@link #UNKNOWN}, follows. */
  void writeHead(Response response, long length, ServerExchange exchange);

  /**
   * Writes the head after which another protocol is spoken.
   *
   * @return what the client sends in it; null if the client has not asked for it, or not waited for the answer, and
   *     nothing is written
   */
  @Nullable InboundBody writeUpgrade(Response response, ServerExchange exchange);

  /** Returns an empty buffer to be filled with content and handed to one of the next two. */
  ByteBuf chunk(int capacity);

  /** Writes content. */
  void writeChunk(ByteBuf chunk);

  /** Returns whether files can be written as what they are, with no other framing than their length. */
  default boolean takesFiles() {
    return false;
  }

  /** Writes a piece of a file, which is released then, and tells the listener when it has been sent. */
  default void writeFile(FilePiece piece, ChannelFutureListener listener) {
    throw new UnsupportedOperationException("files are not taken (expected: asked before)");
  }

  /** Writes the last content, if there is any left, and the fields after it, and ends the exchange. */
  void writeLast(@Nullable ByteBuf chunk, Headers trailers, ServerExchange exchange);

  /** Breaks the response off, so that the client cannot take it for a whole one. */
  void abort(ServerExchange exchange);
}
