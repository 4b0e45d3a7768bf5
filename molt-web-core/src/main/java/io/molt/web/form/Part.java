package io.molt.web.form;

import io.molt.web.codec.MediaType;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A part of a form as it arrives (RFC 7578): a field, or a file. Its content is read once, by one of the methods that
 * return it, within what the function returns that was given the part; what is not read is skipped.
 *
 * <p>Reading fails with a {@link FormException} where the content is malformed or passes a limit of {@link FormOptions}.
 */
public final class Part {
  private final PartHead head;
  private final Flux<ByteBuffer> content;
  private final FormRun run;

  Part(PartHead head, Flux<ByteBuffer> content, FormRun run) {
    this.head = head;
    this.content = content;
    this.run = run;
  }

  /** Returns the name of the field. */
  public String name() {
    return head.name();
  }

  /** Returns whether the part is a file: it has a file name, be that empty. */
  public boolean isFile() {
    return head.isFile();
  }

  /**
   * Returns the name that the file has on the client, without directories, or empty if the part is no file or has no name.
   * It is whatever the client likes: not to be used as the name of a file here.
   */
  public Optional<String> filename() {
    return FileNames.last(head.filename());
  }

  /** Returns the media type that the client says the content has; empty if it says none, or it cannot be parsed. */
  public Optional<MediaType> contentType() {
    return head.contentType();
  }

  /** Returns the header fields by lower-case name, as they were sent; RFC 7578 gives a meaning to two of them alone. */
  public Map<String, String> headers() {
    return head.fields();
  }

  /** Returns the content piece by piece as it arrives, no faster than asked for. */
  public Flux<ByteBuffer> chunks() {
    return content;
  }

  /** Returns the whole content, within {@link FormOptions#maxFields}, which counts for all parts together. */
  public Mono<byte[]> bytes() {
    return new PartCollector(content, run);
  }

  /** Returns the content as text in the charset of its media type, UTF-8 if it names none; limited like {@link #bytes}. */
  public Mono<String> text() {
    return Mono.defer(() -> {
      Charset charset = contentType().flatMap(MediaType::charset).orElse(StandardCharsets.UTF_8);
      String what = "the field '" + FormException.visible(name()) + "'";
      return bytes().map(bytes -> Text.decode(bytes, 0, bytes.length, charset, what));
    });
  }

  /**
   * Writes the content to a new file as it arrives, on threads that may block, and returns the number of bytes once it is
   * there whole. On an error or a cancellation nothing is left of it; on a disk that is full that is a
   * {@link StorageException}. A file that is there already is an error of type
   * {@link java.nio.file.FileAlreadyExistsException}.
   */
  public Mono<Long> saveTo(Path file) {
    return Mono.defer(() -> new Spool(content, run, FileTarget.at(file, run.scope()), 0))
        .map(Spool.Spooled::size);
  }

  /**
   * Returns the content once it is there whole: in memory as far as {@link FormOptions#fileMemory} goes, else in a
   * temporary file, written on threads that may block. The file is deleted when the request has ended, whichever way.
   */
  public Mono<FormFile> toFile() {
    return Mono.defer(
            () -> new Spool(content, run, run.temporaryFile(), run.options().fileMemory()))
        .map(spooled -> new FormFile(run.keep(head), spooled, run.scope()));
  }

  /** Skips what has not been read. */
  void release() {
    if (content instanceof PartContent stream) {
      stream.release();
    }
  }

  /** Returns the name, and that of the file if there is one. */
  @Override
  public String toString() {
    return FileNames.describe(head);
  }
}
