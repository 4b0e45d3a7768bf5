package io.molt.web.http;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Takes responses and does nothing else that an adapter does, unless told to. */
class Answers implements Responder {
  private final Consumer<Response> responses;
  final List<Headers> hints = new CopyOnWriteArrayList<>();
  volatile boolean awaitsContent;
  volatile boolean brokenOff;

  Answers(Consumer<Response> responses) {
    this.responses = responses;
  }

  @Override
  public void respond(Response response) {
    responses.accept(response);
  }

  @Override
  public void hint(Headers fields) {
    hints.add(fields);
  }

  @Override
  public void breakOff() {
    brokenOff = true;
  }

  @Override
  public boolean awaitsContent() {
    return awaitsContent;
  }

  @Override
  public long received() {
    return 3;
  }

  @Override
  public long sent() {
    return 5;
  }
}
