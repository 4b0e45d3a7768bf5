package io.molt.web.server;

import io.molt.web.http.Body;
import io.molt.web.http.Exchange;
import io.molt.web.http.Handler;
import io.molt.web.http.HttpException;
import io.molt.web.http.Method;
import io.molt.web.http.Outcome;
import io.molt.web.http.Request;
import io.molt.web.http.Response;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;

/**
 * One request and its response on a {@link Wire}, whatever protocol that speaks: starts the handler, turns the response
 * into writes, and tells how it ended.
 */
final class ServerExchange implements Consumer<Response>, ChannelFutureListener {
  private static final Logger LOG = LoggerFactory.getLogger(ServerExchange.class);
  // The most that is written in one piece; more is written as the client takes it.
  private static final int PIECE = 64 * 1024;
  private static final byte[] NOTHING = new byte[0];

  private final Wire wire;
  private final Exchange exchange;
  private final @Nullable InboundBody inbound;
  private @Nullable StreamWriter writer;
  private boolean answered;

  ServerExchange(Wire wire, Request request, @Nullable InboundBody inbound) {
    this.wire = wire;
    this.exchange = new Exchange(request, this);
    this.inbound = inbound;
  }

  void start(Handler handler) {
    exchange.start(handler);
  }

  /** Takes the response, on any thread. */
  @Override
  public void accept(Response response) {
    if (wire.inLoop()) {
      respond(response);
    } else {
      wire.execute(() -> respond(response));
    }
  }

  /** Takes note that the last of the response has been sent, or could not be. */
  @Override
  public void operationComplete(ChannelFuture sent) {
    exchange.end(sent.isSuccess() ? Outcome.COMPLETED : Outcome.CLIENT_GONE);
  }

  /** Takes note that the client takes output again. */
  void writable() {
    if (writer != null) {
      writer.resume();
    }
  }

  /** Ends the exchange before its response is out; on the event loop. */
  void end(Outcome outcome) {
    answered = true;
    // The handler is cancelled first: it then does not take the missing content for an error.
    exchange.end(outcome);
    if (writer != null) {
      writer.close();
    }
    leaveContent("the request has ended: " + outcome);
  }

  /** Tells a reader of the request's content, if there still is one, that it will get no more. */
  void leaveContent(String reason) {
    if (inbound != null) {
      inbound.fail(new ClientGoneException(reason));
    }
  }

  /** Ends the exchange because the response failed half-way. */
  void brokeOff(Throwable error) {
    if (exchange.end(Outcome.FAILED)) {
      log(error);
    }
    wire.abort(this);
  }

  private void log(Throwable error) {
    Request request = exchange.request();
    String route = request.context().pattern().orElse(request.rawPath());
    String id = request.context().traceId();
    if (error instanceof HttpException known && known.problem().status() < 500) {
      // The client's doing, such as content that turns out malformed while the response is under
      // way: nobody here can
      // mend it, and any client could fill the log with it.
      LOG.debug("{} {} broke off, id {}: {}", request.method(), route, id, error.getMessage());
    } else {
      LOG.error("{} {} broke off, id {}", request.method(), route, id, error);
    }
  }

  private void respond(Response proposed) {
    if (answered) {
      return;
    }
    answered = true;
    Response response = sendable(proposed);
    Body body = response.body();
    if (response.status().forbidsContent() || exchange.request().method().equals(Method.HEAD)) {
      wire.writeHeadOnly(response, body instanceof Body.Empty ? Wire.UNKNOWN : body.length(), this);
    } else if (body instanceof Body.Bytes whole && whole.bytes().length <= PIECE) {
      wire.writeWhole(response, whole.bytes(), this);
    } else if (body instanceof Body.Empty) {
      wire.writeWhole(response, NOTHING, this);
    } else {
      stream(response, body);
    }
  }

  private void stream(Response response, Body body) {
    StreamWriter chunks = new StreamWriter(this, wire, body.length());
    writer = chunks;
    wire.writeHead(response, body.length(), this);
    try {
      exchange.subscribe(chunksOf(body), chunks);
    } catch (Throwable thrown) {
      Exceptions.throwIfJvmFatal(thrown);
      chunks.onError(thrown);
    }
    wire.flush();
  }

  private Response sendable(Response response) {
    if (!(response.body() instanceof Body.Entity entity)) {
      return response;
    }
    String reason = "body of type " + entity.type().getTypeName()
        + " is not encoded (expected: a response that passed through an app)";
    return Exchange.failure(new IllegalStateException(reason), exchange.request());
  }

  private static Flux<ByteBuffer> chunksOf(Body body) {
    return body instanceof Body.Bytes whole ? slices(whole.bytes()) : body.chunks();
  }

  private static Flux<ByteBuffer> slices(byte[] bytes) {
    int count = (bytes.length + PIECE - 1) / PIECE;
    return Flux.range(0, count)
        .map(i -> ByteBuffer.wrap(bytes, i * PIECE, Math.min(PIECE, bytes.length - i * PIECE)));
  }
}
