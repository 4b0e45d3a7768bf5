package io.molt.benchmarks.sidebyside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server to be measured.
 *
 * @param name as the options and the report have it
 * @param module the directory of its module
 * @param mainClass takes the port as its argument
 * @param artifact the library whose version tells which release is measured
 * @param java the oldest JDK that runs it
 */
record Contender(String name, String module, String mainClass, String artifact, int java) {
  static final String MOLT = "molt";
  static final String EVERYTHING_ON = "molt-everything-on";
  static final String NETTY = "netty";
  static final String REACTOR_NETTY = "reactor-netty";
  static final String VERTX = "vertx";
  static final String WEBFLUX = "webflux";
  static final String JAVALIN = "javalin";
  static final String HELIDON = "helidon";
  static final String JOOBY = "jooby";

  private static final String PACKAGE = "io.molt.benchmarks.";
  private static final int BASE_LINE = 17;
  private static final int VIRTUAL_THREADS = 21;

  /** Returns all of them, in the order of the report. */
  static List<Contender> all() {
    return List.of(
        own(MOLT, "MoltServer", "molt-web-core"),
        own(EVERYTHING_ON, "EverythingOnServer", "molt-web-core"),
        own(NETTY, "NettyServer", "netty-codec-http"),
        own(REACTOR_NETTY, "ReactorNettyServer", "reactor-netty-http"),
        peer(JOOBY, "JoobyServer", "jooby", BASE_LINE),
        peer(VERTX, "VertxServer", "vertx-web", BASE_LINE),
        peer(HELIDON, "HelidonServer", "helidon-webserver", VIRTUAL_THREADS),
        peer(WEBFLUX, "WebFluxServer", "spring-webflux", BASE_LINE),
        peer(JAVALIN, "JavalinServer", "javalin", BASE_LINE));
  }

  /** Returns what stands against its being measured; nothing if it can be. */
  Optional<String> obstacle(Path root) {
    if (Runtime.version().feature() < java) {
      return Optional.of("needs JDK " + java + " (this is " + Runtime.version().feature() + ")");
    }
    boolean built = Files.exists(root.resolve(classPathFile()));
    return built ? Optional.empty() : Optional.of("not built: no " + classPathFile());
  }

  /** Returns the class path that Maven has written down, its own classes first. */
  String classPath(Path root) throws IOException {
    return root.resolve(module).resolve("target/classes")
        + ":"
        + Files.readString(root.resolve(classPathFile())).strip();
  }

  /** Returns the version of a library on its class path; nothing if that is not there. */
  static Optional<String> version(String classPath, String artifact) {
    Matcher jar = Pattern.compile("/" + artifact + "-(\\d[^/:]*)\\.jar(:|$)").matcher(classPath);
    return jar.find() ? Optional.of(jar.group(1)) : Optional.empty();
  }

  private Path classPathFile() {
    return Path.of(module, "target", "classpath.txt");
  }

  private static Contender own(String name, String type, String artifact) {
    return new Contender(name, "benchmarks", PACKAGE + type, artifact, BASE_LINE);
  }

  private static Contender peer(String name, String type, String artifact, int java) {
    return new Contender(
        name, "benchmarks/peers/" + name, PACKAGE + name + "." + type, artifact, java);
  }
}
