package io.molt.web.middleware;

import io.molt.web.codec.MediaType;
import io.molt.web.coding.AcceptEncoding;
import io.molt.web.coding.Coder;
import io.molt.web.coding.ContentCoding;
import io.molt.web.http.Body;
import io.molt.web.http.DataSize;
import io.molt.web.http.Key;
import io.molt.web.http.Method;
import io.molt.web.http.Middleware;
import io.molt.web.http.Next;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * Compresses responses, by what the {@code Accept-Encoding} of the request says (RFC 9110 section 12.5.3): {@code gzip}, and
 * {@code zstd} and {@code br} where their modules are on the class path. Immutable but for a count of what is under way; the
 * {@code with…} methods return copies, which count on their own.
 *
 * <pre>{@code
 * app.use(Compression.create());
 * }</pre>
 *
 * <p>Compressed is what is {@linkplain #withThreshold large enough} and {@linkplain #withTypes of a type} that gets smaller;
 * not what has a {@code Content-Encoding} already, parts (206), what says {@code no-transform}, and what has a digest of its
 * bytes. A strong {@code ETag} becomes a weak one. Streams are compressed as they come, in constant memory; each element of
 * NDJSON, and of other formats of elements, and each server-sent event can be read as soon as it is sent.
 *
 * <p>The length of what is compressed tells something of it. Where a response has a secret, and something that an attacker
 * chooses, in the same content, that is enough to find out the secret, over TLS too (BREACH, CVE-2013-3587): turn
 * compression {@linkplain #off() off} there.
 */
public final class Compression implements Middleware {
  private static final Key<Boolean> OFF = Key.of("uncompressed");
  private static final DataSize THRESHOLD = DataSize.ofKilobytes(1);
  private static final int STREAMS = 128;

  // More at once would keep an event loop from its other clients for too long.
  private static final int AT_ONCE = 64 * 1024;

  private final List<ContentCoding> codings;
  private final CompressibleTypes types;
  private final DataSize threshold;
  private final int maxStreams;
  private final AtomicInteger streams = new AtomicInteger();

  private Compression(
      List<ContentCoding> codings, CompressibleTypes types, DataSize threshold, int maxStreams) {
    this.codings = codings;
    this.types = types;
    this.threshold = threshold;
    this.maxStreams = maxStreams;
  }

  /** Returns a middleware that uses the {@linkplain ContentCoding#available() codings that can be used here}. */
  public static Compression create() {
    return new Compression(ContentCoding.available(), CompressibleTypes.KNOWN, THRESHOLD, STREAMS);
  }

  /**
   * Returns a middleware for routes and groups whose responses are not to be compressed, whatever is around them:
   * {@code app.get("/token", handler, with(Compression.off()))}.
   */
  public static Middleware off() {
    return Middleware.named("Compression.off", (request, next) -> {
      request.context().set(OFF, true);
      return next.handle(request);
    });
  }

  /**
   * Returns a copy with other codings, the one to be taken first where a client likes several alike.
   *
   * @throws IllegalArgumentException if there are none, or one of them cannot be used on this machine
   */
  public Compression withCodings(ContentCoding... others) {
    return new Compression(Usable.of(others), types, threshold, maxStreams);
  }

  /**
   * Returns a copy that also compresses content of these types. Unless set, that is text, JSON, NDJSON, XML, JavaScript,
   * SVG, WebAssembly and uncompressed fonts; server-sent events only if they are named here, since each of their clients
   * then takes memory for as long as it listens.
   *
   * @param mediaTypes types or ranges, such as {@code text/event-stream} or {@code model/*}
   * @throws IllegalArgumentException if one is not a media type
   */
  public Compression withTypes(String... mediaTypes) {
    List<MediaType> more = List.of(mediaTypes).stream().map(MediaType::parse).toList();
    return new Compression(codings, types.with(more), threshold, maxStreams);
  }

  /** Returns a copy that compresses from that length on, 1 KB unless set; and whatever has no length beforehand. */
  public Compression withThreshold(DataSize least) {
    return new Compression(codings, types, least, maxStreams);
  }

  /**
   * Returns a copy that compresses about so many streams at a time, 128 unless set: that bounds the memory they take outside
   * of the heap. Those that begin while so many are under way are sent as they are.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public Compression withMaxStreams(int most) {
    if (most < 0) {
      throw new IllegalArgumentException("max streams: " + most + " (expected: >= 0)");
    }
    return new Compression(codings, types, threshold, most);
  }

  @Override
  public Publisher<Response> handle(Request request, Next next) {
    return next.handle(request, response -> answer(request, response));
  }

  private Response answer(Request request, Response response) {
    if (request.context().find(OFF).isPresent()) {
      return response;
    }
    if (response.status().forbidsContent()) {
      return response.status().code() == 304 ? Recoded.notModified(request, response) : response;
    }
    long length = Recoded.length(request, response);
    MediaType type = length == 0 ? null : Recoded.type(response);
    return types.include(type) && Recoded.isAllowed(response)
        ? negotiated(request, response, length, type)
        : response;
  }

  private Response negotiated(
      Request request, Response response, long length, @Nullable MediaType type) {
    AcceptEncoding accepted = AcceptEncoding.parse(request.headers().all("accept-encoding"));
    if (length >= 0 && length < threshold.bytes() && !accepted.refusesIdentity()) {
      return response;
    }
    Response varying = Recoded.varying(response);
    List<ContentCoding> preferred = accepted.preferred(codings, ContentCoding::token);
    return preferred.isEmpty() ? varying : compressed(request, varying, preferred.get(0), type);
  }

  private Response compressed(
      Request request, Response response, ContentCoding coding, @Nullable MediaType type) {
    boolean isWhole = response.body() instanceof Body.Bytes && response.body().length() <= AT_ONCE;
    if (!isWhole && streams.get() >= maxStreams) {
      return response;
    }
    Response head = Recoded.head(response, coding.token());
    if (request.method().equals(Method.HEAD)) {
      // What is not sent need not be compressed, and then its length is not known.
      return head.body() instanceof Body.Empty ? head : head.withBody(Body.stream(Flux.empty()));
    }
    return isWhole && response.body() instanceof Body.Bytes whole
        ? head.withBody(Body.of(coding.compress(whole.bytes())))
        : head.withBody(stream(response.body(), coding, type));
  }

  private Body stream(Body body, ContentCoding coding, @Nullable MediaType type) {
    boolean hasElements = CompressibleTypes.hasElements(type);
    return Body.stream(new Transcoding(body.chunks(), () -> counted(coding), hasElements));
  }

  private Coder counted(ContentCoding coding) {
    Coder coder = coding.compressor();
    streams.incrementAndGet();
    return new CountedCoder(coder, streams);
  }
}
