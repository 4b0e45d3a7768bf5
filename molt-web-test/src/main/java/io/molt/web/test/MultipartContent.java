package io.molt.web.test;

import io.molt.web.http.Body;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** A form as browsers write it in parts (RFC 7578): whole, unless a file of it is a stream. */
final class MultipartContent implements Supplier<Body> {
  private static final String LINE_BREAK = "\r\n";

  private final String boundary = "form-" + UUID.randomUUID();
  private final List<Publisher<ByteBuffer>> pieces = new ArrayList<>();
  // What has come since the last stream.
  private final ByteArrayOutputStream whole = new ByteArrayOutputStream();

  String mediaType() {
    return "multipart/form-data; boundary=" + boundary;
  }

  MultipartContent add(String name, String value) {
    return head("name=" + quoted(name), "").write(value).write(LINE_BREAK);
  }

  MultipartContent add(String name, String filename, String mediaType, byte[] bytes) {
    file(name, filename, mediaType).whole.writeBytes(bytes);
    return write(LINE_BREAK);
  }

  MultipartContent add(
      String name, String filename, String mediaType, Publisher<ByteBuffer> chunks) {
    file(name, filename, mediaType).flush();
    pieces.add(chunks);
    return write(LINE_BREAK);
  }

  @Override
  public Body get() {
    write("--" + boundary + "--" + LINE_BREAK);
    if (pieces.isEmpty()) {
      return Body.of(whole.toByteArray());
    }
    flush();
    return Body.stream(Flux.concat(pieces));
  }

  private MultipartContent file(String name, String filename, String mediaType) {
    return head(
        "name=" + quoted(name) + "; filename=" + quoted(filename),
        "Content-Type: " + mediaType + LINE_BREAK);
  }

  private MultipartContent head(String parameters, String fields) {
    return write("--" + boundary + LINE_BREAK)
        .write("Content-Disposition: form-data; " + parameters + LINE_BREAK)
        .write(fields + LINE_BREAK);
  }

  private MultipartContent write(String text) {
    whole.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  private void flush() {
    ByteBuffer piece = ByteBuffer.wrap(whole.toByteArray());
    whole.reset();
    pieces.add(Flux.defer(() -> Flux.just(piece.asReadOnlyBuffer())));
  }

  /** Returns the text in quotation marks, as browsers escape it (WHATWG HTML section 4.10.21.8). */
  private static String quoted(String text) {
    return '"' + text.replace("\r", "%0D").replace("\n", "%0A").replace("\"", "%22") + '"';
  }
}
