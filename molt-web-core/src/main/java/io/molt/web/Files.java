package io.molt.web;

import io.molt.web.codec.MediaType;
import io.molt.web.http.Body;
import io.molt.web.http.HttpException;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Looks at a file before it is sent, on a thread that may wait for the disk. */
final class Files {
  private Files() {}

  /** Returns the response with the file's length, type and date; a 404 if there is no such file. */
  static Mono<Response> resolve(Request request, Response response, Body.File file) {
    return Mono.fromCallable(() -> withFile(request, response, file))
        .subscribeOn(Schedulers.boundedElastic());
  }

  private static Response withFile(Request request, Response response, Body.File file)
      throws IOException {
    BasicFileAttributes attributes = attributes(file.path());
    if (!attributes.isRegularFile()) {
      throw HttpException.notFound("There is no such file.");
    }
    if (!java.nio.file.Files.isReadable(file.path())) {
      // Sooner than half-way through the response.
      throw new AccessDeniedException(file.path().toString());
    }
    long rest = Math.max(0, attributes.size() - file.position());
    Response dated = response.withLastModified(lastModified(request, attributes));
    Response typed = dated.headers().contains("content-type")
        ? dated
        : dated.withType(MediaType.ofFile(String.valueOf(file.path().getFileName())));
    return typed.withBody(new Body.File(file.path(), file.position(), rest));
  }

  /** Returns when the file was written: now at the latest, whatever its time says (RFC 9110 section 8.8.2.1). */
  private static Instant lastModified(Request request, BasicFileAttributes attributes) {
    Instant written = attributes.lastModifiedTime().toInstant();
    Instant now = request.context().service().clock().instant();
    return written.isAfter(now) ? now : written;
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    try {
      return java.nio.file.Files.readAttributes(path, BasicFileAttributes.class);
    } catch (AccessDeniedException ours) {
      throw ours;
    } catch (FileSystemException absent) {
      // Also a file in the place of a directory, or a name too long: what the client asked for
      // cannot be there.
      throw HttpException.notFound("There is no such file.");
    }
  }
}
