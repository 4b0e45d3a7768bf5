package io.molt.samples.chat;

import io.molt.samples.chat.Line.Shared;
import io.molt.web.codec.MediaType;
import io.molt.web.form.FormFile;
import io.molt.web.http.HttpException;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import jakarta.validation.constraints.NotNull;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Takes files into a room, and hands them out. */
final class Sharing {
  record Upload(@NotNull FormFile file) {}

  private final Rooms rooms;
  private final Uploads uploads;

  Sharing(Rooms rooms, Uploads uploads) {
    this.rooms = rooms;
    this.uploads = uploads;
  }

  /** Keeps a file, and tells the room of it. */
  Mono<Response> upload(Request request) {
    return request
        .form(Upload.class)
        .flatMap(upload -> share(upload.file(), request))
        .map(file -> Response.created("/files/" + file.id()).withJson(file));
  }

  /** Hands a file out as something to save: whatever it is, no browser shows it as a page of this site. */
  Response download(Request request) {
    Shared file = uploads
        .find(request.path("id"))
        .orElseThrow(() -> HttpException.notFound("There is no such file any more."));
    return Response.file(uploads.path(file.id()))
        .withType(MediaType.OCTET_STREAM)
        .withHeader("content-disposition", "attachment; filename*=UTF-8''" + encoded(file.name()))
        .withHeader("content-security-policy", "sandbox")
        .withHeader("cache-control", "private, no-cache");
  }

  private Mono<Shared> share(FormFile file, Request request) {
    // Not before the file is here: a room that nobody is in may go meanwhile.
    Room room = rooms.find(request.path("room")).orElseThrow(Conversation::full);
    return uploads
        .keep(file, request.context())
        .doOnNext(shared -> room.say(line(shared, request)));
  }

  private static Line line(Shared file, Request request) {
    return new Line(
        request.context().get(Logins.NAME),
        "",
        Optional.of(file),
        request.context().clock().instant());
  }

  /** Returns the name as RFC 8187 writes it: URLEncoder's set fits, but for the blank and the star. */
  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("*", "%2A");
  }
}
