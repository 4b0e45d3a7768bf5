package io.molt.web.server;

import io.molt.web.http.HttpException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes HTTP/1.1 requests (RFC 9112) into Netty's objects, strictly: what the grammar does not allow is refused, not
 * repaired, since somebody on the way may have repaired it otherwise. The refusal is the failure of the last object that
 * is decoded, an {@link HttpException}; nothing after it is looked at.
 */
final class Http1Decoder extends ByteToMessageDecoder {
  private static final int MAX_EMPTY_LINES = 2;
  // Of the size of a chunk, as long as nobody pads it.
  private static final int USUAL_CHUNK_LINE = 16;
  private static final int MAX_CHUNK_OVERHEAD = 16 * 1024;
  // The lines are parsed more strictly than Netty would check them again.
  private static final DefaultHttpHeadersFactory FIELDS =
      DefaultHttpHeadersFactory.headersFactory().withValidation(false);

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
  private @Nullable HttpRequest request;
  private HttpHeaders trailers = EmptyHttpHeaders.INSTANCE;
  private long missing;
  private long chunkOverhead;

  /** Creates a decoder that hands content on in pieces of at most {@code maxPiece} bytes. */
  Http1Decoder(HeadLimits limits, int maxPiece) {
    this.limits = limits;
    this.maxPiece = maxPiece;
    this.fieldLines = new FieldLines(limits);
  }

  /** Returns why a request could not be decoded further than to this part of it. */
  static HttpException refusal(HttpObject failed) {
    return failed.decoderResult().cause() instanceof HttpException refusal
        ? refusal
        : Refusal.malformed("The request is malformed.");
  }

  /** Returns whether some of a request has come that is not decoded. */
  boolean isAmid() {
    return stage != Stage.HEAD || request != null || actualReadableBytes() > 0;
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
      out.add(refused(refusal));
      in.skipBytes(in.readableBytes());
      stage = Stage.REFUSED;
    }
  }

  private void head(ByteBuf in, List<Object> out) {
    HttpRequest begun = request;
    byte[] taken = begun == null ? takeStart(in) : takeFields(in);
    int fields = 0;
    if (begun == null && taken.length > 0) {
      if (Octets.isLineBreak(taken, 0)) {
        passOver();
        return;
      }
      RequestLine line = RequestLine.of(taken);
      begun = begin(line);
      fields = line.end();
    }
    if (begun != null && fieldLines.addTo(begun.headers(), taken, fields)) {
      endHead(begun, out);
    } else if (lines.isTooLong()) {
      throw begun == null
          ? Refusal.requestLineTooLong(limits.maxInitialLine())
          : fieldLines.lineTooLong();
    }
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

  private HttpRequest begin(RequestLine line) {
    HttpRequest begun =
        new DefaultHttpRequest(line.version(), line.method(), line.target(), FIELDS.newHeaders());
    request = begun;
    fieldLines.begin();
    return begun;
  }

  private void endHead(HttpRequest whole, List<Object> out) {
    long length = Framing.of(whole.headers(), whole.protocolVersion() == HttpVersion.HTTP_1_0);
    out.add(whole);
    request = null;
    if (length == 0) {
      end(LastHttpContent.EMPTY_LAST_CONTENT, out);
    } else if (length == Framing.CHUNKED) {
      stage = Stage.CHUNK_LINE;
      chunkOverhead = 0;
    } else {
      stage = Stage.CONTENT;
      missing = length;
    }
  }

  private void content(ByteBuf in, List<Object> out) {
    ByteBuf piece = takePiece(in);
    if (missing == 0) {
      end(new DefaultLastHttpContent(piece, FIELDS), out);
    } else {
      out.add(new DefaultHttpContent(piece));
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
      trailers = FIELDS.newHeaders();
      fieldLines.begin();
    }
  }

  private void chunk(ByteBuf in, List<Object> out) {
    ByteBuf piece = takePiece(in);
    chunkOverhead -= Math.min(chunkOverhead, piece.readableBytes());
    out.add(new DefaultHttpContent(piece));
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
    HttpHeaders fields = trailers;
    if (fieldLines.addTo(fields, takeFields(in), 0)) {
      RequestTrailers.require(fields.names());
      end(new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, fields), out);
    } else if (lines.isTooLong()) {
      throw fieldLines.lineTooLong();
    }
  }

  private ByteBuf takePiece(ByteBuf in) {
    int most = Math.min(in.readableBytes(), maxPiece);
    int count = (int) Math.min(most, missing);
    missing -= count;
    return in.readRetainedSlice(count);
  }

  private void end(LastHttpContent last, List<Object> out) {
    out.add(last);
    stage = Stage.HEAD;
    emptyLines = 0;
    trailers = EmptyHttpHeaders.INSTANCE;
  }

  private HttpObject refused(HttpException refusal) {
    HttpObject last = stage == Stage.HEAD
        ? new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/", FIELDS.newHeaders())
        : new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER, FIELDS);
    last.setDecoderResult(DecoderResult.failure(refusal));
    return last;
  }
}
