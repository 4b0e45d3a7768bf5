package io.molt.web.templates;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.TemplateOutput;
import io.molt.web.codec.MediaType;
import io.molt.web.http.Body;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/**
 * Pages of HTML made from templates of jte. Whatever a template shows of its model is escaped for the place where it
 * stands: text, an attribute, a script.
 *
 * <pre>{@code
 * Templates templates = Templates.precompiled();
 * app.get("/users/{id:long}", request -> find(request).map(user -> templates.page("user.jte", user)));
 * app.get("/report", request -> templates.stream(request, "report.jte", rows));
 * }</pre>
 *
 * <p>Safe to use from any thread. What fails within a template arrives as a {@code gg.jte.TemplateException} that names
 * the template and the line, with what was thrown as its cause.
 */
public final class Templates {
  private static final Response HTML = Response.ok().withType(MediaType.HTML);

  private final TemplateEngine engine;

  private Templates(TemplateEngine engine) {
    this.engine = engine;
  }

  /**
   * Returns the templates that the build has compiled into the class path, found by the calling thread's context class
   * loader. For production: nothing is compiled, and no compiler is needed.
   */
  public static Templates precompiled() {
    return new Templates(TemplateEngine.createPrecompiled(ContentType.Html));
  }

  /** Returns the templates that have been compiled into that directory; see {@link #precompiled()}. */
  public static Templates precompiled(Path classes) {
    return new Templates(TemplateEngine.createPrecompiled(classes, ContentType.Html));
  }

  /**
   * Returns the templates below that directory, compiled when they are first shown, and again when their file has changed,
   * on the thread that shows them. For development: it needs a JDK, and {@code gg.jte:jte} on the class path.
   *
   * @param sources where the templates are
   * @param classes where they are compiled to; it is emptied first
   * @throws IllegalStateException if there is no compiler on the class path
   */
  public static Templates development(Path sources, Path classes) {
    return new Templates(Development.engine(sources, classes));
  }

  /**
   * Returns a 200 with a page, rendered here and now, on this thread, and held in memory whole. For pages of some
   * kilobytes whose model is at hand: a handler on an event loop must not wait in a template either.
   *
   * @param template its name below the root, {@code users/list.jte}; never one that a client has sent
   * @param model what the template's one parameter is
   * @throws RuntimeException if there is no such template, the model is not of its parameter's type, or rendering fails
   */
  public Response page(String template, Object model) {
    return page(output -> engine.render(template, model, output));
  }

  /** Returns a 200 with a page of a template with several parameters, by name; see {@link #page(String, Object)}. */
  public Response page(String template, Map<String, Object> parameters) {
    return page(output -> engine.render(template, parameters, output));
  }

  /**
   * Returns a 200 with a page that is rendered while it is sent, no faster than the client takes it, and of any length in
   * constant memory. It is rendered on a thread that may block ({@link Request#blocking}), so its model may load what it
   * shows row by row; the thread is taken until the page has been sent.
   *
   * <p>A page of up to 16 KB is sent whole, with its length. A failure in the first 16 KB is answered as that of any
   * handler; after that, the response breaks off. A cancellation, be it that the client has gone or the deadline has
   * passed, interrupts the thread, which leaves the template when that writes the next chunk at the latest.
   *
   * @param template its name below the root, {@code reports/year.jte}; never one that a client has sent
   * @param model what the template's one parameter is
   */
  public Mono<Response> stream(Request request, String template, Object model) {
    return stream(request, output -> engine.render(template, model, output));
  }

  /** Returns such a page of a template with several parameters, by name; see {@link #stream(Request, String, Object)}. */
  public Mono<Response> stream(Request request, String template, Map<String, Object> parameters) {
    return stream(request, output -> engine.render(template, parameters, output));
  }

  /** Returns a response with that content. */
  static Response html(Body content) {
    return HTML.withBody(content);
  }

  private static Response page(Consumer<TemplateOutput> rendering) {
    Utf8Output output = Utf8Output.whole();
    rendering.accept(new HtmlOutput(output));
    return html(Body.of(output.rest()));
  }

  private static Mono<Response> stream(Request request, Consumer<TemplateOutput> rendering) {
    return Mono.create(answer -> new Rendering(rendering, answer).start(request));
  }
}
