package io.molt.samples.chat;

import io.molt.web.http.HttpException;
import io.molt.web.http.Problem;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.molt.web.http.Status;
import io.molt.web.websocket.CloseStatus;
import io.molt.web.websocket.WebSocketException;
import io.molt.web.websocket.WebSocketSession;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.Optional;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** Talks in a room: lines both ways by WebSocket, who is there by server-sent events. */
final class Conversation {
  /** What a page sends. */
  record Said(@NotBlank @Size(max = 2000) String text) {}

  private final Rooms rooms;

  Conversation(Rooms rooms) {
    this.rooms = rooms;
  }

  /** Has somebody take part until either side closes; {@code ?after=} is the last line that the page has seen. */
  Publisher<?> join(WebSocketSession session) {
    Request request = session.request();
    String name = request.context().get(Logins.NAME);
    Room room = rooms
        .find(request.path("room"))
        .orElseThrow(() -> new WebSocketException(CloseStatus.TRY_LATER));
    Optional<String> after = request.query("after").toOptional();
    Mono<Void> said = session
        .receive(Said.class)
        .doOnNext(line -> room.say(line(name, line.text(), request)))
        .then();
    Mono<Void> heard = session.send(room.lines(after));
    return Mono.using(
        () -> enter(room, name), entered -> Mono.firstWithSignal(said, heard), room::leave);
  }

  /** Says who is in a room, now and whenever that changes. */
  Response presence(Request request) {
    Room room = rooms.find(request.path("room")).orElseThrow(Conversation::full);
    return Response.sse(room.presence());
  }

  static HttpException full() {
    return new HttpException(
        Problem.of(Status.SERVICE_UNAVAILABLE, "All rooms are taken; try another one."));
  }

  private static String enter(Room room, String name) {
    room.enter(name);
    return name;
  }

  private static Line line(String from, String text, Request request) {
    return new Line(from, text, Optional.empty(), request.context().clock().instant());
  }
}
