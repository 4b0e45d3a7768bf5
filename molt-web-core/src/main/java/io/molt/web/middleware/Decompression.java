package io.molt.web.middleware;

import io.molt.web.coding.Coder;
import io.molt.web.coding.CodingException;
import io.molt.web.coding.ContentCoding;
import io.molt.web.http.Body;
import io.molt.web.http.DataSize;
import io.molt.web.http.Headers;
import io.molt.web.http.HttpException;
import io.molt.web.http.Middleware;
import io.molt.web.http.Next;
import io.molt.web.http.Problem;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * Decompresses the content of requests that have a {@code Content-Encoding} (RFC 9110 section 8.4): {@code gzip},
 * {@code deflate}, and {@code zstd} and {@code br} where their modules are on the class path. Whatever reads the content then
 * sees it as it was before. Immutable; the {@code with…} methods return copies.
 *
 * <p>It is done as the content is read, in constant memory, and no faster. Problems: 413 beyond a limit, 415 for another
 * coding, or more than one, with an {@code Accept-Encoding} that names those that would do; and, to whoever reads the
 * content, 400 if it is damaged or cut off.
 *
 * <p>Used by an app it comes before routes, so that their {@code maxBody} counts what was decompressed.
 */
public final class Decompression implements Middleware {
  private static final DataSize MAX_SIZE = DataSize.ofMegabytes(16);
  private static final int MAX_RATIO = 100;

  private final List<ContentCoding> codings;
  private final DataSize maxSize;
  private final int maxRatio;

  private Decompression(List<ContentCoding> codings, DataSize maxSize, int maxRatio) {
    this.codings = codings;
    this.maxSize = maxSize;
    this.maxRatio = maxRatio;
  }

  /**
   * Returns a middleware that takes the {@linkplain ContentCoding#available() codings that can be used here}, and
   * {@code deflate}.
   */
  public static Decompression create() {
    List<ContentCoding> codings = new ArrayList<>(ContentCoding.available());
    codings.add(ContentCoding.deflate());
    return new Decompression(List.copyOf(codings), MAX_SIZE, MAX_RATIO);
  }

  /**
   * Returns a copy that takes other codings.
   *
   * @throws IllegalArgumentException if there are none, or one of them cannot be used on this machine
   */
  public Decompression withCodings(ContentCoding... others) {
    return new Decompression(Usable.of(others), maxSize, maxRatio);
  }

  /**
   * Returns a copy with another limit on what comes out, and on what is sent, 16 MB unless set, however it is read; a
   * {@code maxBody} counts besides.
   */
  public Decompression withMaxSize(DataSize limit) {
    return new Decompression(codings, limit, maxRatio);
  }

  /**
   * Returns a copy with another limit on how many times larger than what was sent the content may be, 100 unless set. It
   * counts from the first megabyte on.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public Decompression withMaxRatio(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("max ratio: " + limit + " (expected: >= 1)");
    }
    return new Decompression(codings, maxSize, limit);
  }

  @Override
  public Publisher<Response> handle(Request request, Next next) {
    return request.headers().contains("content-encoding")
        ? next.handle(decompressed(request))
        : next.handle(request);
  }

  private Request decompressed(Request request) {
    List<String> fields = request.headers().all("content-encoding");
    List<String> tokens = tokens(fields);
    if (request.content() instanceof Body.Empty || tokens.isEmpty()) {
      return request.withHeaders(request.headers().without("content-encoding"));
    }
    ContentCoding coding = coding(tokens, String.join(", ", fields));
    if (request.content().length() > maxSize.bytes()) {
      throw HttpException.contentTooLarge(maxSize.bytes());
    }
    Headers headers = request.headers().without("content-encoding").without("content-length");
    return request.withHeaders(headers).withBody(Body.stream(plain(request, coding)));
  }

  private Flux<ByteBuffer> plain(Request request, ContentCoding coding) {
    Flux<ByteBuffer> sent = request.content().chunks();
    return new Transcoding(sent, () -> bounded(coding), false)
        .onErrorMap(CodingException.class, Decompression::malformed);
  }

  private Coder bounded(ContentCoding coding) {
    return new BoundedCoder(coding.decompressor(), maxSize.bytes(), maxRatio);
  }

  /** Returns the only coding. One within another is refused: it serves nobody but those who want to do harm. */
  private ContentCoding coding(List<String> tokens, String found) {
    for (ContentCoding coding : codings) {
      if (tokens.size() == 1 && coding.token().equals(tokens.get(0))) {
        return coding;
      }
    }
    throw HttpException.unsupportedCoding(
        found, codings.stream().map(ContentCoding::token).toList());
  }

  private static List<String> tokens(List<String> fields) {
    List<String> tokens = new ArrayList<>();
    for (String field : fields) {
      for (String element : field.split(",")) {
        String token = element.strip().toLowerCase(Locale.ROOT);
        if (!token.isEmpty() && !token.equals("identity")) {
          tokens.add(token.equals("x-gzip") ? "gzip" : token);
        }
      }
    }
    return tokens;
  }

  private static HttpException malformed(CodingException failure) {
    String detail = "The content cannot be decompressed: " + failure.getMessage() + ".";
    return new HttpException(Problem.of(Status.BAD_REQUEST, detail), Headers.empty(), failure);
  }
}
