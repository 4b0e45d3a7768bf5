package io.molt.web.config;

import io.molt.web.server.ServerOptions;
import java.util.function.UnaryOperator;

/** Options in the making: one after the other is set, some only make sense together. */
final class Draft {
  private final TlsDraft tls = new TlsDraft();
  private ServerOptions options;

  Draft(ServerOptions code) {
    this.options = code;
  }

  /**
   * Changes the options.
   *
   * @throws IllegalArgumentException if they refuse; they stay as they were
   */
  void change(UnaryOperator<ServerOptions> change) {
    options = change.apply(options);
  }

  TlsDraft tls() {
    return tls;
  }

  /**
   * Returns the options with everything that was set.
   *
   * @throws IllegalArgumentException if things were set that do not go together
   */
  ServerOptions finish() {
    return tls.addTo(options);
  }
}
