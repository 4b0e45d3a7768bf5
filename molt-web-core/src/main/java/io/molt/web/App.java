package io.molt.web;

import io.molt.web.codec.Codec;
import io.molt.web.codec.Codecs;
import io.molt.web.codec.Validation;
import io.molt.web.config.Sources;
import io.molt.web.form.FormOptions;
import io.molt.web.http.DataSize;
import io.molt.web.http.ErrorHandler;
import io.molt.web.http.Handler;
import io.molt.web.http.Key;
import io.molt.web.http.Method;
import io.molt.web.http.Middleware;
import io.molt.web.http.Observer;
import io.molt.web.http.RequestScope;
import io.molt.web.http.Service;
import io.molt.web.router.Explanation;
import io.molt.web.server.Server;
import io.molt.web.server.ServerOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A web application: a recipe of routes, middleware, error handlers and state that becomes one {@link Handler}.
 *
 * <pre>{@code
 * App.create().get("/health", request -> Response.json(Map.of("ok", true))).listen(8080);
 * }</pre>
 *
 * <p>{@link #build}, {@link #listen} and test clients freeze it: any change after that throws. Not safe to write into from
 * several threads; what it builds is.
 */
public final class App implements Routes<App> {
  private final Recipe recipe = new Recipe();
  private final Map<Class<?>, ErrorHandler<?>> errors = new LinkedHashMap<>();
  private final Map<Key<?>, Object> state = new LinkedHashMap<>();
  private final List<Codec> codecs = new ArrayList<>();
  private final List<Validation> validations = new ArrayList<>();
  private @Nullable Handler notFound;
  private DataSize maxBody = RequestScope.DEFAULT_MAX_BODY;
  private FormOptions forms = FormOptions.defaults();
  private Scheduler scheduler = Schedulers.parallel();
  private Clock clock = Clock.systemUTC();
  private final List<Observer> observers = new ArrayList<>();
  private @Nullable Duration deadline;
  private @Nullable RequestScope scope;
  private @Nullable Pipeline pipeline;

  private App() {}

  /** Returns an app without routes: it answers everything with 404. */
  public static App create() {
    return new App();
  }

  @Override
  public App route(Method method, String pattern, Handler handler, RouteOption... options) {
    recipe.root().route(method, pattern, handler, options);
    return this;
  }

  @Override
  public App use(Middleware... middleware) {
    recipe.root().use(middleware);
    return this;
  }

  @Override
  public App group(String prefix, Consumer<Group> routes, RouteOption... options) {
    recipe.root().group(prefix, routes, options);
    return this;
  }

  @Override
  public App mount(String prefix, App app) {
    recipe.root().mount(prefix, app);
    return this;
  }

  /**
   * Handles exceptions of that type and its subclasses, thrown or signalled, wherever they come from; the most specific
   * type counts. {@link io.molt.web.http.HttpException} covers what the app itself refuses: 404, 405, 413 and so on.
   *
   * @throws IllegalStateException if there is a handler for that very type already
   */
  public <E extends Throwable> App error(Class<E> type, ErrorHandler<? super E> handler) {
    recipe.requireOpen("error handler for " + type.getName());
    if (errors.putIfAbsent(type, handler) != null) {
      throw new IllegalStateException(
          "error handler for " + type.getName() + ": there is one already (expected: one)");
    }
    return this;
  }

  /** Answers where there is nothing: no route for the path, or a handler whose publisher was empty. */
  public App notFound(Handler handler) {
    recipe.requireOpen("not-found handler");
    notFound = handler;
    return this;
  }

  /** Sets a value that handlers find with {@link io.molt.web.http.Request#state}. */
  public <T> App state(Key<T> key, T value) {
    recipe.requireOpen("state " + key);
    state.put(key, value);
    return this;
  }

  /** Adds a codec, before those on the class path; the first one added is asked first. */
  public App codec(Codec codec) {
    recipe.requireOpen("codec");
    codecs.add(codec);
    return this;
  }

  /** Sets the validation of what is read, in the place of the one on the class path. */
  public App validation(Validation validation) {
    recipe.requireOpen("validation");
    validations.add(validation);
    return this;
  }

  /** Sets the limit on content that is collected whole, 1 MB unless set; a route's own option goes before. */
  public App maxBody(DataSize limit) {
    recipe.requireOpen("max body");
    maxBody = limit;
    return this;
  }

  /** Sets how forms are read, with the defaults unless set; a route's own option goes before. */
  public App forms(FormOptions options) {
    recipe.requireOpen("forms");
    forms = options;
    return this;
  }

  /**
   * Sets the limit on the time until there is a response, counted from the moment the head of the request was there, and
   * until its last byte has been sent; a route's own option goes before. Unless set it is that of the server's options,
   * 30 s, which holds until the response begins.
   *
   * @throws IllegalArgumentException if the limit is not positive, or longer than a year
   */
  public App deadline(Duration limit) {
    recipe.requireOpen("deadline");
    deadline = new RouteOption.Deadline(limit).limit();
    return this;
  }

  /**
   * Has an observer told how requests end; those added first are told first. Of apps that are mounted in others, only the
   * outermost tells its observers.
   */
  public App observe(Observer observer) {
    recipe.requireOpen("observer");
    observers.add(observer);
    return this;
  }

  /** Sets the scheduler for everything that takes time; handlers find it with {@code request.scheduler()}. */
  public App scheduler(Scheduler time) {
    recipe.requireOpen("scheduler");
    scheduler = time;
    return this;
  }

  /** Sets the clock, the system's in UTC unless set. */
  public App clock(Clock time) {
    recipe.requireOpen("clock");
    clock = time;
    return this;
  }

  /** Returns the scheduler for everything that takes time. */
  public Scheduler scheduler() {
    return scheduler;
  }

  /** Returns the clock. */
  public Clock clock() {
    return clock;
  }

  /**
   * Returns the app as one function, frozen; the same one each time.
   *
   * @throws io.molt.web.router.RouteConflictException if routes are in each other's way; the message names both
   */
  public Handler build() {
    return pipeline();
  }

  /** Returns the app in operation, for an adapter that feeds requests to it; frozen, and a fresh one each time. */
  public Service service() {
    Service service = Service.of(build(), scheduler, clock);
    for (Observer observer : observers) {
      service = service.withObserver(observer);
    }
    return service;
  }

  /** Returns the codecs that the built app uses. */
  public Codecs codecs() {
    pipeline();
    return scope().codecs();
  }

  /** Returns the routes with their middleware, options and origins, mounted apps included. */
  public RouteTable describe() {
    return new RouteTable(Description.rows(recipe, List.of()));
  }

  /** Returns why a path, as it would be sent, leads where it does, or nowhere. */
  public Explanation explain(Method method, String rawPath) {
    return pipeline().explain(method, rawPath);
  }

  /**
   * Starts a server for this app on all addresses of this machine, and returns once it is bound.
   *
   * @param port 0 for any free one
   * @throws IllegalStateException if the port is taken
   */
  public Server listen(int port) {
    return listen(ServerOptions.defaults().withPort(port));
  }

  /** Starts a server for this app, and returns once it is bound; see {@link #listen(int)}. */
  public Server listen(ServerOptions options) {
    Instant begun = clock.instant();
    Server server = Server.start(
        service().withLimits(options.requests()).withTrusted(options.proxies().trusted()), options);
    Banner.print(options, server, describe(), begun, clock);
    return server;
  }

  /**
   * Runs this app as a program: reads its settings, starts a server, and returns once that has stopped; see
   * {@link #run(String[], ServerOptions)}.
   */
  public void run(String... arguments) {
    run(arguments, ServerOptions.defaults());
  }

  /**
   * Runs this app as a program: reads its settings, starts a server, and returns once that has stopped.
   *
   * <p>Each setting is an argument ({@code --port 9000}), a system property ({@code molt.port}) or an environment variable
   * ({@code MOLT_PORT}); the first of these that is there counts, and goes before {@code options}. {@code --help} prints
   * them all and exits.
   *
   * <p>SIGTERM or SIGINT drains the server; then this method returns, and the process exits with 0 when the calling thread
   * has ended, ten seconds later at the latest. A second signal exits at once, with 128 and the signal's number. An
   * argument that is unknown or a value that is wrong exits with 2, a server that cannot start with 1, and either says why
   * in a line on standard error. There can be one program in a process; servers that are to share one use
   * {@link #listen(ServerOptions)}.
   *
   * @param arguments those of {@code main}
   * @param options what counts where nothing is set
   * @throws IllegalStateException if the thread may not block
   */
  public void run(String[] arguments, ServerOptions options) {
    new Program(this, Jvm.current()).run(Sources.ofProcess(arguments), options);
  }

  List<Middleware> middleware() {
    return recipe.root().own();
  }

  Recipe recipe() {
    return recipe;
  }

  // Tests that run side by side may all be the first to ask.
  private synchronized Pipeline pipeline() {
    Pipeline built = pipeline;
    if (built == null) {
      ErrorHandlers handlers = new ErrorHandlers(errors);
      EntityEncoder encoder = new EntityEncoder(scope().codecs(), handlers);
      ErrorBoundary boundary = new ErrorBoundary(handlers, encoder, notFound);
      built = new Pipeline(recipe, List.copyOf(middleware()), boundary, scope(), deadline);
      recipe.close();
      pipeline = built;
    }
    return built;
  }

  private synchronized RequestScope scope() {
    RequestScope made = scope;
    if (made == null) {
      made = new RequestScope(Codecs.of(codecs, validations), state, Map.of(), maxBody, forms);
      scope = made;
    }
    return made;
  }
}
