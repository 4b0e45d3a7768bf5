// snippet: start-notes
package com.example.notes;

import io.molt.web.App;
import io.molt.web.http.HttpException;
import io.molt.web.http.Next;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

public final class Notes {
  record NewNote(@NotBlank @Size(max = 200) String text) {}

  record Note(long id, String text) {}

  private static final Logger LOG = LoggerFactory.getLogger(Notes.class);

  private final Map<Long, Note> notes = new ConcurrentSkipListMap<>();
  private final AtomicLong lastId = new AtomicLong();

  public static void main(String[] args) {
    new Notes().app().run(args);
  }

  App app() {
    return App.create()
        .use(Notes::log)
        .get("/health", request -> Response.json(Map.of("ok", true)))
        .get(
            "/count",
            request -> Response.sse(Flux.interval(Duration.ofSeconds(1), request.scheduler())
                .onBackpressureLatest()
                .map(tick -> notes.size())))
        .group(
            "/notes",
            group -> group
                .use(Notes::requireToken)
                .get("", request -> Response.stream(Flux.fromIterable(notes.values())))
                .get(
                    "/{id:long}",
                    request -> find(request.path("id", Long.class)).map(Response::json))
                .post("", request -> request.body(NewNote.class).map(this::add)));
  }

  private Mono<Note> find(long id) {
    return Mono.justOrEmpty(notes.get(id));
  }

  private Response add(NewNote note) {
    Note added = new Note(lastId.incrementAndGet(), note.text());
    notes.put(added.id(), added);
    return Response.created("/notes/" + added.id()).withJson(added);
  }

  private static Publisher<Response> log(Request request, Next next) {
    return next.handle(request)
        .doOnNext(response -> LOG.info(
            "{} {} {}", request.method(), request.rawPath(), response.status().code()));
  }

  private static Publisher<Response> requireToken(Request request, Next next) {
    if (!request.header("authorization").orElse("").equals("Bearer let-me-in")) {
      throw HttpException.unauthorized("Bearer", "A token is needed here.");
    }
    return next.handle(request);
  }
}
// end
