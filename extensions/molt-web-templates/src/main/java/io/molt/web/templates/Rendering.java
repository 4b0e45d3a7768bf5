package io.molt.web.templates;

import gg.jte.TemplateOutput;
import io.molt.web.http.Body;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.FluxSink.OverflowStrategy;
import reactor.core.publisher.MonoSink;

/**
 * A page on its way: rendered on a thread that may block, which waits whenever it is ahead of the client.
 *
 * <p>The answer is there when the first chunk is full, or all of the page: until then, a failure is that of the handler.
 */
final class Rendering {
  /** The size of chunks, in bytes. */
  static final int CHUNK = 16 * 1024;

  private final Consumer<TemplateOutput> template;
  private final MonoSink<Response> answer;
  private final Disposable.Swap call = Disposables.swap();
  private final Demand demand = new Demand();
  // Written before any demand is there, and so before the thread that renders looks at it.
  private volatile @Nullable FluxSink<ByteBuffer> client;
  private volatile boolean answered;

  Rendering(Consumer<TemplateOutput> template, MonoSink<Response> answer) {
    this.template = template;
    this.answer = answer;
  }

  void start(Request request) {
    answer.onCancel(this::stop);
    call.update(request.blocking(this::render).subscribe(this::rendered, this::failed));
    // Content that nobody subscribes to, as in the answer to a HEAD, must not keep the thread.
    request.context().ended().subscribe(outcome -> stop());
  }

  /** Returns the page if it is short; else it has been sent. On a thread that may block. */
  private Optional<Response> render() {
    Utf8Output output = Utf8Output.inChunks(CHUNK, this::send);
    template.accept(new HtmlOutput(output));
    byte[] rest = output.rest();
    if (!answered) {
      return Optional.of(Templates.html(Body.of(rest)));
    }
    send(ByteBuffer.wrap(rest).asReadOnlyBuffer());
    return Optional.empty();
  }

  private void send(ByteBuffer chunk) {
    if (!answered) {
      answered = true;
      answer.success(
          Templates.html(Body.stream(Flux.create(this::attach, OverflowStrategy.ERROR))));
    }
    demand.take();
    client().next(chunk);
  }

  private void attach(FluxSink<ByteBuffer> sink) {
    client = sink;
    sink.onDispose(this::stop);
    sink.onRequest(demand::add);
  }

  private void rendered(Optional<Response> page) {
    page.ifPresentOrElse(answer::success, () -> client().complete());
  }

  private void failed(Throwable error) {
    FluxSink<ByteBuffer> sink = client;
    if (sink == null) {
      answer.error(error);
    } else {
      sink.error(error);
    }
  }

  private void stop() {
    demand.cancel();
    call.dispose();
  }

  private FluxSink<ByteBuffer> client() {
    return Objects.requireNonNull(client, "a client that has asked");
  }
}
