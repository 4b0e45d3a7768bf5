package io.molt.web.server;

import io.molt.web.http.Headers;
import io.molt.web.http.HttpException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the HTTP/1.1 requests of one connection (RFC 9112), strictly: what the grammar does not allow is refused, not
 * repaired, since somebody on the way may have repaired it otherwise. A refusal is the last word; nothing after it is
 * looked at.
 */
final class Http1Decoder {
  private static final int MAX_EMPTY_LINES = 2;
  // Of the size of a chunk, as long as nobody pads it.
  private static final int USUAL_CHUNK_LINE = 16;
  private static final int MAX_CHUNK_OVERHEAD = 16 * 1024;

  /** What is told of requests as they come. */
  interface Receiver {
    /** Takes a head; if it announces no content, then the request is all there. */
    void head(RequestHead head);

    /**
     * Takes content.
     *
     * @param in has the content where it is read; lent for the time of the call, and to be read no further
     * @param count the number of bytes, which may be none
     * @param last whether the request is all there
     * @param trailers the fields after the content, if this is the last of it
     */
    void content(ByteBuf in, int count, boolean last, Headers trailers);

    /**
     * Takes note that the request is not decoded any further, nor anything after it.
     *
     * @param refusal why
     * @param inHead whether it is the head that is not sound
     */
    void unsound(HttpException refusal, boolean inHead);

    /** Returns whether nothing more is wanted. */
    boolean isClosed();
  }

  private enum Stage {
    HEAD,
    CONTENT,
    CHUNK_LINE,
    CHUNK,
    CHUNK_END,
    TRAILERS,
    UPGRADED,
    REFUSED
  }

  private final HeadLimits limits;
  private final int maxPiece;
  private final Lines lines = new Lines();
  private final FieldLines fieldLines;
  private Stage stage = Stage.HEAD;
  // Part of a line, which cannot be decoded before more comes. On the heap, so that no client holds
  // more of the transport's memory than it sends at once.
  private ByteBuf rest = Unpooled.EMPTY_BUFFER;
  private int emptyLines;
  private @Nullable RequestLine line;
  private @Nullable RequestHeaders fields;
  private long missing;
  private long chunkOverhead;
  // What a receiver throws is no word about the request.
  private boolean handing;
  private boolean followed;

  /** Creates a decoder that hands content on in pieces of at most {@code maxPiece} bytes. */
  Http1Decoder(HeadLimits limits, int maxPiece) {
    this.limits = limits;
    this.maxPiece = maxPiece;
    this.fieldLines = new FieldLines(limits);
  }

  /** Returns whether some of a request has come that is not decoded. */
  boolean isAmid() {
    return stage != Stage.HEAD || line != null || rest.isReadable();
  }

  /** Returns whether something had come behind the last request by the time that it was all there. */
  boolean isFollowed() {
    return followed;
  }

  /** Hands everything on as it is from now on: another protocol is spoken. */
  void upgrade() {
    stage = Stage.UPGRADED;
  }

  /** Decodes as much as can be of what has come, and keeps the rest; the caller keeps the buffer. */
  void decode(ByteBuf come, Receiver to) {
    ByteBuf in = rest.isReadable() ? rest.writeBytes(come) : come;
    boolean advances = true;
    while (advances && in.isReadable() && !to.isClosed()) {
      int before = in.readableBytes();
      Stage at = stage;
      decodeNext(in, to);
      advances = in.readableBytes() < before || stage != at;
    }
    keep(in, !to.isClosed());
  }

  private void keep(ByteBuf in, boolean wanted) {
    if (!wanted || !in.isReadable()) {
      rest = Unpooled.EMPTY_BUFFER;
    } else if (in != rest || in.readerIndex() > 0) {
      rest = Unpooled.buffer(in.readableBytes()).writeBytes(in);
    }
  }

  private void decodeNext(ByteBuf in, Receiver to) {
    try {
      switch (stage) {
        case HEAD -> head(in, to);
        case CONTENT -> content(in, to);
        case CHUNK_LINE -> chunkLine(in);
        case CHUNK -> chunk(in, to);
        case CHUNK_END -> chunkEnd(in);
        case TRAILERS -> trailers(in, to);
        case UPGRADED -> upgraded(in, to);
        case REFUSED -> in.skipBytes(in.readableBytes());
      }
    } catch (HttpException refusal) {
      if (handing) {
        // Thrown by whoever was told of a request that was sound.
        throw refusal;
      }
      boolean inHead = stage == Stage.HEAD;
      stage = Stage.REFUSED;
      to.unsound(refusal, inHead);
    }
  }

  private void head(ByteBuf in, Receiver to) {
    RequestLine begun = line;
    byte[] taken = begun == null ? takeStart(in) : takeFields(in);
    int start = 0;
    if (begun == null && taken.length > 0) {
      if (Octets.isLineBreak(taken, 0)) {
        passOver();
        return;
      }
      begun = RequestLine.of(taken);
      line = begun;
      start = begun.end();
      fieldLines.begin();
    }
    if (begun != null && fieldLines.addTo(fields(), taken, start)) {
      followed = in.isReadable();
      endHead(RequestHead.of(begun, fields()), to);
    } else if (lines.isTooLong()) {
      throw begun == null
          ? Refusal.requestLineTooLong(limits.maxInitialLine())
          : fieldLines.lineTooLong();
    }
  }

  private RequestHeaders fields() {
    RequestHeaders begun = fields;
    if (begun == null) {
      begun = new RequestHeaders();
      fields = begun;
    }
    return begun;
  }

  private byte[] takeStart(ByteBuf in) {
    RequestLine.requireStart(in);
    return lines.takeSection(in, limits.maxInitialLine(), limits.maxHeaderLine());
  }

  private byte[] takeFields(ByteBuf in) {
    return lines.takeSection(in, limits.maxHeaderLine(), limits.maxHeaderLine());
  }

  /** Some clients send a line break too many after their content (RFC 9112 section 2.2). */
  private void passOver() {
    if (++emptyLines > MAX_EMPTY_LINES) {
      throw Refusal.malformed("There are empty lines before the request line (expected: at most "
          + MAX_EMPTY_LINES + ").");
    }
  }

  private void endHead(RequestHead head, Receiver to) {
    long length = head.length();
    line = null;
    fields = null;
    emptyLines = 0;
    if (length == Framing.CHUNKED) {
      stage = Stage.CHUNK_LINE;
      chunkOverhead = 0;
    } else if (length > 0) {
      stage = Stage.CONTENT;
      missing = length;
    }
    handing = true;
    to.head(head);
    handing = false;
  }

  private void content(ByteBuf in, Receiver to) {
    int count = nextPiece(in);
    if (missing == 0) {
      stage = Stage.HEAD;
    }
    hand(in, count, missing == 0, Headers.empty(), to);
  }

  private void chunkLine(ByteBuf in) {
    byte[] line = lines.takeLine(in, limits.maxHeaderLine());
    if (lines.isTooLong()) {
      throw Refusal.malformed("The line before a chunk is too long (expected: at most "
          + limits.maxHeaderLine() + " bytes).");
    }
    if (line.length > 0) {
      missing = ChunkLine.size(line);
      requireModest(line.length);
      beginChunk();
    }
  }

  /** Otherwise a client could have a server read without end, and a body limit would never see it. */
  private void requireModest(int line) {
    chunkOverhead += Math.max(0, line - USUAL_CHUNK_LINE);
    if (chunkOverhead > MAX_CHUNK_OVERHEAD) {
      throw Refusal.malformed("There is far more in the extensions of chunks than in the chunks"
          + " (expected: less than the content and " + MAX_CHUNK_OVERHEAD + " bytes).");
    }
  }

  private void beginChunk() {
    if (missing > 0) {
      stage = Stage.CHUNK;
    } else {
      stage = Stage.TRAILERS;
      fieldLines.begin();
    }
  }

  private void chunk(ByteBuf in, Receiver to) {
    int count = nextPiece(in);
    chunkOverhead -= Math.min(chunkOverhead, count);
    if (missing == 0) {
      stage = Stage.CHUNK_END;
    }
    hand(in, count, false, Headers.empty(), to);
  }

  private void chunkEnd(ByteBuf in) {
    int at = in.readerIndex();
    boolean whole = in.readableBytes() >= 2;
    if (in.getByte(at) != Octets.CR || whole && in.getByte(at + 1) != Octets.LF) {
      throw Refusal.malformed("A chunk is longer or shorter than its size (expected: a line break"
          + " after as many bytes).");
    }
    if (whole) {
      in.skipBytes(2);
      stage = Stage.CHUNK_LINE;
    }
  }

  private void trailers(ByteBuf in, Receiver to) {
    RequestHeaders trailers = fields();
    if (fieldLines.addTo(trailers, takeFields(in), 0)) {
      RequestTrailers.require(trailers.names());
      fields = null;
      stage = Stage.HEAD;
      hand(in, 0, true, trailers, to);
    } else if (lines.isTooLong()) {
      throw fieldLines.lineTooLong();
    }
  }

  private void upgraded(ByteBuf in, Receiver to) {
    hand(in, Math.min(in.readableBytes(), maxPiece), false, Headers.empty(), to);
  }

  private int nextPiece(ByteBuf in) {
    int most = Math.min(in.readableBytes(), maxPiece);
    int count = (int) Math.min(most, missing);
    missing -= count;
    return count;
  }

  private void hand(ByteBuf in, int count, boolean last, Headers trailers, Receiver to) {
    int end = in.readerIndex() + count;
    followed = in.writerIndex() > end;
    handing = true;
    to.content(in, count, last, trailers);
    handing = false;
    in.readerIndex(end);
  }
}
