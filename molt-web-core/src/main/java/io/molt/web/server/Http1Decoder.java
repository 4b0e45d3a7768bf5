package io.molt.web.server;

import io.molt.web.http.Headers;
import io.molt.web.http.HttpException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes HTTP/1.1 requests (RFC 9112) into {@linkplain RequestPart parts}, strictly: what the grammar does not allow is
 * refused, not repaired, since somebody on the way may have repaired it otherwise. The refusal is the last part; nothing
 * after it is looked at.
 */
final class Http1Decoder extends ByteToMessageDecoder {
  private static final int MAX_EMPTY_LINES = 2;
  // Of the size of a chunk, as long as nobody pads it.
  private static final int USUAL_CHUNK_LINE = 16;
  private static final int MAX_CHUNK_OVERHEAD = 16 * 1024;
  private static final byte[] NOTHING = {};

  private enum Stage {
    HEAD,
    CONTENT,
    CHUNK_LINE,
    CHUNK,
    CHUNK_END,
    TRAILERS,
    REFUSED
  }

  private final HeadLimits limits;
  private final int maxPiece;
  private final Lines lines = new Lines();
  private final FieldLines fieldLines;
  private Stage stage = Stage.HEAD;
  private int emptyLines;
  private @Nullable RequestLine line;
  private @Nullable RequestHeaders fields;
  private long missing;
  private long chunkOverhead;

  /** Creates a decoder that hands content on in pieces of at most {@code maxPiece} bytes. */
  Http1Decoder(HeadLimits limits, int maxPiece) {
    this.limits = limits;
    this.maxPiece = maxPiece;
    this.fieldLines = new FieldLines(limits);
  }

  /** Returns whether some of a request has come that is not decoded. */
  boolean isAmid() {
    return stage != Stage.HEAD || line != null || actualReadableBytes() > 0;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    try {
      switch (stage) {
        case HEAD -> head(in, out);
        case CONTENT -> content(in, out);
        case CHUNK_LINE -> chunkLine(in);
        case CHUNK -> chunk(in, out);
        case CHUNK_END -> chunkEnd(in);
        case TRAILERS -> trailers(in, out);
        case REFUSED -> in.skipBytes(in.readableBytes());
      }
    } catch (HttpException refusal) {
      out.add(new RequestPart.Unsound(refusal, stage == Stage.HEAD));
      in.skipBytes(in.readableBytes());
      stage = Stage.REFUSED;
    }
  }

  private void head(ByteBuf in, List<Object> out) {
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
      endHead(RequestHead.of(begun, fields()), out);
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

  private void endHead(RequestHead head, List<Object> out) {
    long length = head.length();
    out.add(head);
    line = null;
    fields = null;
    if (length == 0) {
      emptyLines = 0;
    } else if (length == Framing.CHUNKED) {
      stage = Stage.CHUNK_LINE;
      chunkOverhead = 0;
    } else {
      stage = Stage.CONTENT;
      missing = length;
    }
  }

  private void content(ByteBuf in, List<Object> out) {
    byte[] piece = takePiece(in);
    if (missing == 0) {
      end(piece, Headers.empty(), out);
    } else {
      out.add(new RequestPart.Content(piece, false, Headers.empty()));
    }
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

  private void chunk(ByteBuf in, List<Object> out) {
    byte[] piece = takePiece(in);
    chunkOverhead -= Math.min(chunkOverhead, piece.length);
    out.add(new RequestPart.Content(piece, false, Headers.empty()));
    if (missing == 0) {
      stage = Stage.CHUNK_END;
    }
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

  private void trailers(ByteBuf in, List<Object> out) {
    RequestHeaders trailers = fields();
    if (fieldLines.addTo(trailers, takeFields(in), 0)) {
      RequestTrailers.require(trailers.names());
      end(NOTHING, trailers, out);
    } else if (lines.isTooLong()) {
      throw fieldLines.lineTooLong();
    }
  }

  private byte[] takePiece(ByteBuf in) {
    int most = Math.min(in.readableBytes(), maxPiece);
    byte[] piece = new byte[(int) Math.min(most, missing)];
    in.readBytes(piece);
    missing -= piece.length;
    return piece;
  }

  private void end(byte[] piece, Headers trailers, List<Object> out) {
    out.add(new RequestPart.Content(piece, true, trailers));
    fields = null;
    stage = Stage.HEAD;
    emptyLines = 0;
  }
}
