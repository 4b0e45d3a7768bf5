package io.molt.web;

import io.molt.web.codec.MediaType;
import io.molt.web.http.Key;
import io.molt.web.http.Middleware;
import io.molt.web.websocket.WebSocketOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The options in force for a route: those of its groups and its own, of each kind the innermost. */
record RouteOptions(List<RouteOption> all) {
  static final RouteOptions NONE = new RouteOptions(List.of());

  RouteOptions and(RouteOption... more) {
    List<RouteOption> joined = new ArrayList<>(all);
    joined.addAll(List.of(more));
    return new RouteOptions(List.copyOf(joined));
  }

  Optional<RouteOption.MaxBody> maxBody() {
    return last(RouteOption.MaxBody.class);
  }

  Optional<RouteOption.Forms> forms() {
    return last(RouteOption.Forms.class);
  }

  Optional<RouteOption.Deadline> deadline() {
    return last(RouteOption.Deadline.class);
  }

  Optional<RouteOption.MaxInFlight> maxInFlight() {
    return last(RouteOption.MaxInFlight.class);
  }

  boolean alwaysAdmitted() {
    return last(RouteOption.AlwaysAdmitted.class).isPresent();
  }

  Optional<DrainPolicy> onDrain() {
    return last(RouteOption.OnDrain.class).map(RouteOption.OnDrain::policy);
  }

  Optional<RouteOption.Heartbeat> heartbeat() {
    return last(RouteOption.Heartbeat.class);
  }

  Optional<RouteOption.ProblemAtEnd> problemAtEnd() {
    return last(RouteOption.ProblemAtEnd.class);
  }

  Optional<WebSocketOptions> webSocket() {
    return last(RouteOption.Sessions.class).map(RouteOption.Sessions::options);
  }

  Optional<String> name() {
    return last(RouteOption.Named.class).map(RouteOption.Named::name);
  }

  List<MediaType> consumes() {
    return last(RouteOption.Consumes.class)
        .map(RouteOption.Consumes::mediaTypes)
        .orElse(List.of());
  }

  Map<Key<?>, Object> attributes() {
    Map<Key<?>, Object> attributes = new LinkedHashMap<>();
    of(RouteOption.Attribute.class).forEach(a -> attributes.put(a.key(), a.value()));
    return attributes;
  }

  /** Returns the options for a second route of the same declaration, since a name is for one. */
  static RouteOption[] unnamed(RouteOption... options) {
    return Stream.of(options)
        .filter(option -> !(option instanceof RouteOption.Named))
        .toArray(RouteOption[]::new);
  }

  /** Returns the middleware that options add. */
  static List<Middleware> middleware(RouteOption... options) {
    return new RouteOptions(List.of(options))
        .of(RouteOption.With.class)
        .flatMap(with -> with.middleware().stream())
        .toList();
  }

  /** Returns what is in force, for people: middleware is listed apart. */
  List<String> texts() {
    List<String> texts = new ArrayList<>();
    name().ifPresent(name -> texts.add("name=" + name));
    maxBody().ifPresent(limit -> texts.add(limit.toString()));
    forms().ifPresent(options -> texts.add(options.toString()));
    deadline().ifPresent(limit -> texts.add(limit.toString()));
    maxInFlight().ifPresent(limit -> texts.add(limit.toString()));
    last(RouteOption.AlwaysAdmitted.class).ifPresent(option -> texts.add(option.toString()));
    last(RouteOption.Consumes.class).ifPresent(types -> texts.add(types.toString()));
    last(RouteOption.OnDrain.class).ifPresent(policy -> texts.add(policy.toString()));
    heartbeat().ifPresent(beat -> texts.add(beat.toString()));
    problemAtEnd().ifPresent(option -> texts.add(option.toString()));
    last(RouteOption.Sessions.class).ifPresent(sessions -> texts.add(sessions.toString()));
    attributes().forEach((key, value) -> texts.add(key + "=" + value));
    return List.copyOf(texts);
  }

  private <O extends RouteOption> Optional<O> last(Class<O> kind) {
    return of(kind).reduce((first, second) -> second);
  }

  private <O extends RouteOption> Stream<O> of(Class<O> kind) {
    return all.stream().filter(kind::isInstance).map(kind::cast);
  }
}
