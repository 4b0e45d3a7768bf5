package io.molt.web.http;

import io.molt.web.codec.MediaType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * Answers requests for parts of content (RFC 9110 section 14): one part, or several as {@code multipart/byteranges}.
 *
 * <p>At most 16 ranges of a request are served; a {@code Range} that has more, or cannot be parsed, is ignored, and the
 * whole is sent, as it is where several are asked for of content that has a {@code Content-Encoding}. Ranges that overlap, or lie less than 80 bytes apart, are sent as one, so that a response is never longer
 * than the content and what stands around its parts.
 */
public final class ByteRanges {
  /** Where the parts of content come from. */
  @FunctionalInterface
  public interface Source {
    /** Returns so many bytes of the content from that position on; they lie within it. */
    Body part(long position, long length);
  }

  private ByteRanges() {}

  /**
   * Returns the response as the request's {@code Range} and {@code If-Range} ask for it: as it is, as a 206 with a part or
   * with several. Only a 200 to a {@code GET} is changed whose content is all there, or a file.
   *
   * @throws HttpException with status 416 if none of the ranges lies in the content
   */
  public static Response answer(Request request, Response whole) {
    Source source = source(whole.body());
    return source == null ? whole : answer(request, whole, whole.body().length(), source);
  }

  /**
   * Returns the response as the request's {@code Range} and {@code If-Range} ask for it; see
   * {@link #answer(Request, Response)}.
   *
   * @param length of the content, in bytes
   * @param source gives parts of the content, and is asked for those only that are sent
   * @throws HttpException with status 416 if none of the ranges lies in the content
   */
  public static Response answer(Request request, Response whole, long length, Source source) {
    if (!whole.status().equals(Status.OK) || whole.trailers().isPresent()) {
      return whole;
    }
    Response offered = whole.withHeader("accept-ranges", "bytes");
    List<ByteRange> ranges = ranges(request, whole, length);
    if (ranges == null) {
      return offered;
    }
    return switch (ranges.size()) {
      case 0 -> throw notSatisfiable(length);
      case 1 -> single(offered, ranges.get(0), length, source);
      // A coding would be said of the parts and of what stands around them.
      default ->
        whole.headers().contains("content-encoding")
            ? offered
            : multiple(offered, ranges, length, source);
    };
  }

  private static @Nullable Source source(Body body) {
    if (body instanceof Body.Bytes bytes) {
      return (position, length) ->
          Body.of(Arrays.copyOfRange(bytes.bytes(), (int) position, (int) (position + length)));
    }
    return body instanceof Body.File file && file.length() >= 0
        ? (position, length) -> new Body.File(file.path(), file.position() + position, length)
        : null;
  }

  /** Returns the ranges to send, none if there is none in the content, null for the whole. */
  private static @Nullable List<ByteRange> ranges(Request request, Response whole, long length) {
    List<String> fields = request.headers().all("range");
    // Of an empty content there is no part, not even the last bytes of it.
    boolean isAsked = fields.size() == 1 && length > 0 && request.method().equals(Method.GET);
    return isAsked && Validators.statedBy(whole, request).ifRange(request)
        ? ByteRange.parse(fields.get(0), length)
        : null;
  }

  /** Returns a 416, which says how long the content is (RFC 9110 section 15.5.17). */
  private static HttpException notSatisfiable(long length) {
    return new HttpException(
        Problem.of(
            Status.RANGE_NOT_SATISFIABLE,
            "None of the ranges lies in the content's " + length + " bytes."),
        Headers.of("content-range", "bytes */" + length, "accept-ranges", "bytes"));
  }

  private static Response single(Response whole, ByteRange range, long length, Source source) {
    return partial(whole)
        .withHeader("content-range", range.of(length))
        .withBody(source.part(range.first(), range.length()));
  }

  private static Response multiple(
      Response whole, List<ByteRange> ranges, long length, Source source) {
    String boundary = boundary();
    String type = whole.headers().get("content-type");
    List<Body> bodies = new ArrayList<>(2 * ranges.size() + 1);
    for (ByteRange range : ranges) {
      bodies.add(utf8(head(boundary, type, range.of(length))));
      bodies.add(source.part(range.first(), range.length()));
    }
    bodies.add(utf8("\r\n--" + boundary + "--\r\n"));
    return partial(whole)
        .withType(MediaType.of("multipart", "byteranges").with("boundary", boundary))
        .withBody(joined(bodies));
  }

  private static Response partial(Response whole) {
    return whole.withStatus(Status.PARTIAL_CONTENT).withoutHeader("content-length");
  }

  private static String head(String boundary, @Nullable String type, String range) {
    return "\r\n--" + boundary + "\r\n"
        + (type == null ? "" : "content-type: " + type + "\r\n")
        + "content-range: " + range + "\r\n\r\n";
  }

  private static Body joined(List<Body> bodies) {
    long length = bodies.stream().mapToLong(Body::length).sum();
    Flux<ByteBuffer> chunks = Flux.fromIterable(bodies).concatMap(Body::chunks, 0);
    return Body.stream(chunks, length);
  }

  /** Returns what no content is likely to hold, nor can be made to hold by whoever wrote it before. */
  private static String boundary() {
    byte[] random = new byte[18];
    ThreadLocalRandom.current().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private static Body utf8(String text) {
    return Body.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
