package io.molt.web;

import io.molt.web.codec.MediaType;
import io.molt.web.form.FormOptions;
import io.molt.web.http.Bulkhead;
import io.molt.web.http.DataSize;
import io.molt.web.http.Key;
import io.molt.web.http.Middleware;
import io.molt.web.http.RequestLimits;
import io.molt.web.websocket.WebSocketOptions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * An option of a route or of a group, as a value. A group passes its options down; the innermost of a kind counts.
 * Options are enforced before the handler is called, and shown by {@link App#describe()}.
 */
public sealed interface RouteOption {

  /**
   * Returns a limit on the request's content, however it is read: 413 before the handler is called where the length is
   * declared, else as soon as more has arrived. Without this option only content that is collected whole is limited, to
   * 1 MB.
   */
  static RouteOption maxBody(DataSize limit) {
    return new MaxBody(limit);
  }

  /** Returns how forms are read, in the place of what the app says. */
  static RouteOption forms(FormOptions options) {
    return new Forms(options);
  }

  /**
   * Returns a limit on the time of a request, counted from the moment its head was there, in the place of the app's and
   * the server's, shorter or longer. What is not answered by then is cancelled, and the client gets a 503; a response
   * that is under way is broken off. {@link io.molt.web.http.RequestContext#remaining()} tells what is left.
   *
   * @throws IllegalArgumentException if the limit is not positive, or longer than a year
   */
  static RouteOption deadline(Duration limit) {
    return new Deadline(limit);
  }

  /**
   * Returns a limit on the requests in flight, besides that of the service; as many again may wait. Routes that are given
   * the same option share it: those of a group, and those that are passed the same variable. A stream counts until its
   * end.
   *
   * @throws IllegalArgumentException if the limit is not positive
   */
  static RouteOption maxInFlight(int limit) {
    return maxInFlight(limit, limit);
  }

  /**
   * Returns a limit on the requests in flight, and on those that may wait; see {@link #maxInFlight(int)}.
   *
   * @throws IllegalArgumentException if the first is not positive or the second is negative
   */
  static RouteOption maxInFlight(int limit, int maxQueued) {
    return new MaxInFlight(new Bulkhead(limit, maxQueued));
  }

  /**
   * Returns that requests are neither counted, nor wait, nor are refused when there is too much to do, whatever limits a
   * group has: for health checks and for whatever else must answer then. It should cost little.
   */
  static RouteOption alwaysAdmitted() {
    return AlwaysAdmitted.INSTANCE;
  }

  /**
   * Returns what becomes of a response that streams when the service drains. Unless said otherwise, server-sent events
   * {@linkplain DrainPolicy#complete() complete}, and all else may {@linkplain DrainPolicy#finish() finish}.
   */
  static RouteOption onDrain(DrainPolicy policy) {
    return new OnDrain(policy);
  }

  /**
   * Returns that a comment is sent in server-sent events wherever nothing else was sent for that time, by the app's
   * scheduler: who stands between would otherwise close a connection on which nothing happens, many after a minute. None is
   * sent to a client that takes nothing.
   *
   * @throws IllegalArgumentException if the interval is shorter than a millisecond, or longer than a year
   */
  static RouteOption heartbeat(Duration interval) {
    return new Heartbeat(interval);
  }

  /**
   * Returns that server-sent events and NDJSON which fail half-way end well, with a problem (RFC 9457) as their last
   * element: the one that the failure would have been answered with before. As an event it has the type {@code problem}.
   * Without this option, and for all else that streams, the response breaks off. Either way the request has
   * {@linkplain io.molt.web.http.Outcome#FAILED failed}.
   */
  static RouteOption problemAtEnd() {
    return ProblemAtEnd.INSTANCE;
  }

  /** Returns what the WebSocket sessions of the route may do; see {@link Routes#ws}. */
  static RouteOption webSocket(WebSocketOptions options) {
    return new Sessions(options);
  }

  /** Returns a name for the route, unique in the app. */
  static RouteOption named(String name) {
    return new Named(name);
  }

  /**
   * Returns the media types of content that the route takes; other content is answered with 415.
   *
   * @throws IllegalArgumentException if one is not a media type
   */
  static RouteOption consumes(String... mediaTypes) {
    return new Consumes(Stream.of(mediaTypes).map(MediaType::parse).toList());
  }

  /** Returns a value for middleware to find with {@link io.molt.web.http.Request#routeAttribute}. */
  static <T> RouteOption attribute(Key<T> key, T value) {
    return new Attribute(key, value);
  }

  /** Returns middleware around this route alone, the first one listed outermost. */
  static RouteOption with(Middleware... middleware) {
    return new With(List.of(middleware));
  }

  /** A limit on the content. */
  record MaxBody(DataSize limit) implements RouteOption {
    @Override
    public String toString() {
      return "maxBody=" + limit;
    }
  }

  /** How forms are read. */
  record Forms(FormOptions options) implements RouteOption {
    @Override
    public String toString() {
      return "forms=" + options;
    }
  }

  /** A limit on the time. */
  record Deadline(Duration limit) implements RouteOption {
    /** Checks the limit. */
    public Deadline {
      if (limit.isZero()
          || limit.isNegative()
          || limit.compareTo(RequestLimits.LONGEST_DEADLINE) > 0) {
        throw new IllegalArgumentException("deadline: " + limit + " (expected: > 0, at most "
            + RequestLimits.LONGEST_DEADLINE + ")");
      }
    }

    @Override
    public String toString() {
      return "deadline=" + limit;
    }
  }

  /** A limit on the requests in flight, with an identity: each call of a factory makes another one. */
  record MaxInFlight(Bulkhead bulkhead) implements RouteOption {
    @Override
    public String toString() {
      return "maxInFlight=" + bulkhead.maxInFlight();
    }
  }

  /** No limit on the requests in flight. */
  enum AlwaysAdmitted implements RouteOption {
    /** The only one. */
    INSTANCE;

    @Override
    public String toString() {
      return "alwaysAdmitted";
    }
  }

  /** What becomes of a stream at drain. */
  record OnDrain(DrainPolicy policy) implements RouteOption {
    @Override
    public String toString() {
      return "onDrain=" + policy;
    }
  }

  /** Comments in events that are rare. */
  record Heartbeat(Duration interval) implements RouteOption {
    private static final Duration LONGEST = Duration.ofDays(365);

    /** Checks the interval. */
    public Heartbeat {
      if (interval.compareTo(Duration.ofMillis(1)) < 0 || interval.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(
            "heartbeat: " + interval + " (expected: >= 1 ms, at most " + LONGEST + ")");
      }
    }

    @Override
    public String toString() {
      return "heartbeat=" + interval;
    }
  }

  /** A problem where a stream fails. */
  enum ProblemAtEnd implements RouteOption {
    /** The only one. */
    INSTANCE;

    @Override
    public String toString() {
      return "problemAtEnd";
    }
  }

  /** What sessions may do. */
  record Sessions(WebSocketOptions options) implements RouteOption {
    @Override
    public String toString() {
      return "webSocket=" + options;
    }
  }

  /** A name. */
  record Named(String name) implements RouteOption {
    @Override
    public String toString() {
      return "name=" + name;
    }
  }

  /** Media types of content. */
  record Consumes(List<MediaType> mediaTypes) implements RouteOption {
    @Override
    public String toString() {
      return "consumes=" + mediaTypes;
    }
  }

  /** A value for middleware. */
  record Attribute(Key<?> key, Object value) implements RouteOption {
    @Override
    public String toString() {
      return key + "=" + value;
    }
  }

  /** Middleware. */
  record With(List<Middleware> middleware) implements RouteOption {}
}
