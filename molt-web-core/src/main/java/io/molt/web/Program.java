package io.molt.web;

import io.molt.web.config.Settings;
import io.molt.web.config.SettingsException;
import io.molt.web.config.Sources;
import io.molt.web.server.Server;
import io.molt.web.server.ServerOptions;
import java.io.PrintStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Schedulers;

/** An app as a program: reads its settings and serves, or says why not and exits. */
final class Program {
  private static final Logger LOG = LoggerFactory.getLogger(App.class);
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private final App app;
  private final Jvm jvm;

  Program(App app, Jvm jvm) {
    this.app = app;
    this.jvm = jvm;
  }

  /** Returns once the server has stopped; exits where there is none. */
  void run(Sources sources, ServerOptions code) {
    // Before anything is started that nobody would stop.
    requireBlocking();
    if (Settings.isHelpWanted(sources.arguments())) {
      exit(jvm.out(), Settings.help(), DONE);
      return;
    }
    Settings settings;
    try {
      settings = Settings.read(sources, code);
    } catch (SettingsException e) {
      exit(jvm.err(), e.getMessage() + System.lineSeparator(), MISUSED);
      return;
    }
    serve(settings);
  }

  private static void requireBlocking() {
    if (Schedulers.isInNonBlockingThread()) {
      throw new IllegalStateException("run: called on " + Thread.currentThread().getName()
          + " (expected: a thread that may block, such as that of main)");
    }
  }

  private void serve(Settings settings) {
    settings.warnings().forEach(LOG::warn);
    settings.values().forEach(value -> LOG.info("Setting {}", value));
    Server server;
    try {
      server = app.listen(settings.options());
    } catch (IllegalStateException | IllegalArgumentException e) {
      LOG.debug("The server did not start", e);
      exit(jvm.err(), e.getMessage() + System.lineSeparator(), FAILED);
      return;
    }
    awaitEnd(
        server, new Ending(jvm, server, settings.options().shutdown(), Thread.currentThread()));
  }

  private void exit(PrintStream stream, String text, int code) {
    stream.print(text);
    stream.flush();
    jvm.exit().accept(code);
  }

  private static void awaitEnd(Server server, Ending ending) {
    try {
      awaitEndOrSignal(server, ending);
    } catch (ReflectiveOperationException e) {
      LOG.info("Signals cannot be heard: drains at the JVM's own end, which has its own code", e);
      Runtime.getRuntime().addShutdownHook(new Thread(ending::atExit, "molt-stop"));
      server.onStop().block();
    }
  }

  private static void awaitEndOrSignal(Server server, Ending ending)
      throws ReflectiveOperationException {
    Signals signals = Signals.hear(ending);
    try {
      server.onStop().block();
    } finally {
      signals.close();
    }
  }
}
