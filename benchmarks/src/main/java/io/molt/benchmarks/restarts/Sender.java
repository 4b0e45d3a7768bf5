package io.molt.benchmarks.restarts;

import reactor.core.publisher.Mono;

/** Sends requests to instances, over connections that it makes and keeps. */
interface Sender {
  /**
   * Returns the content of the answer, and its status before it unless that is 200. Ends with a
   * {@link java.net.ConnectException} if no connection could be made, with an {@link UnprocessedException} if the server
   * said that it has not begun with the request; with any other error if the request is lost.
   */
  Mono<String> send(Call call, int port);
}
